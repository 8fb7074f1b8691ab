"""Facings that most resemble another product of the catalogue than their group."""

from __future__ import annotations

import numpy as np

from pipeline.vision.naming.strangers import told_apart


def test_facings_that_clearly_resemble_another_product_are_a_part_of_their_own() -> (
    None
):
    aloe, lime = [0.3, 0.7, 1.0], [0.6, 0.35, 1.0]

    assert told_apart(np.array([aloe, lime, aloe, lime])) == [(0, 2), (1, 3)]


def test_one_is_enough_and_three_products_are_three_parts() -> None:
    known = np.array([[0.3, 0.8, 0.9], [0.3, 0.8, 0.9], [0.7, 0.4, 0.9]])
    third = np.array([[0.8, 0.8, 0.2]])

    assert told_apart(known) == [(0, 1), (2,)]
    assert told_apart(np.concatenate([known, third])) == [(0, 1), (2,), (3,)]


def test_what_is_a_little_nearer_or_like_nothing_stays_in_its_group() -> None:
    turned = np.array([[0.3, 0.7], [0.55, 0.45]])
    in_shadow = np.array([[0.3, 0.9], [0.95, 0.6]])

    assert told_apart(turned) == [(0, 1)]
    assert told_apart(in_shadow) == [(0, 1)]


def test_products_without_a_look_and_single_facings_change_nothing() -> None:
    nothing = np.full((3, 2), np.nan)
    one_known = np.array([[np.nan, 0.3], [np.nan, 0.9]])

    assert told_apart(nothing) == [(0, 1, 2)]
    assert told_apart(one_known) == [(0, 1)]
    assert told_apart(np.array([[0.9, 0.1]])) == [(0,)]
