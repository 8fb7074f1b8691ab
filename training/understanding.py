"""Train the classifier of sentences: `python -m training.understanding`.

Reads `training/utterances/LANGUAGE.txt`, writes `bot/understand/classifier.npz` and the
answers that a test expects of it (`expected.json`). Takes a few minutes on a CPU. Needs
the `training` extra; nothing of it is imported at run time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from bot.understand import classifier
from bot.understand.builders import LABELS
from bot.understand.elements import Clause
from bot.understand.features import features
from bot.understand.lexicon import choices, lexicon
from bot.understand.names import NameIndex
from bot.understand.sentences import read, stretches
from bot.understand.words import clean, fold, tokens
from training.utterance_words import NAMES, WORDS, known_products, unknown_products

FOLDER = Path(__file__).parent / "utterances"
OUT = Path(__file__).parent.parent / "bot" / "understand" / classifier.WEIGHTS
COMMON = OUT.parent / "lexicon" / "common.txt"
LANGUAGES = ("en", "fr", "sw", "ar", "es")
MOST_FEATURES = 9000
MOST_VARIANTS = 14  # of one line
STRENGTH = 300.0
FALSE_ALARMS = 0.03  # share of idle talk that may be taken for a wish
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One training sentence; all that come from one line have its number."""

    text: str
    label: str
    language: str
    line: int


def main() -> None:
    """Measure on lines left out, then train on everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--skip-measuring", action="store_true")
    given = parser.parse_args()
    note_common_words()
    sentences = list(read_sentences(given.seed))
    clauses = [as_clause(sentence) for sentence in sentences]
    print(f"{len(sentences)} sentences of {sentences[-1].line + 1} lines")
    threshold = 0.5
    if not given.skip_measuring:
        threshold = measure(sentences, clauses)
    model = fit(sentences, clauses)
    write(model, threshold)
    expected = remember(sentences)
    print(f"{OUT}: {OUT.stat().st_size // 1024} KiB, {expected} expectations")


def note_common_words() -> None:
    """Store the words of the lines themselves: none of them is a product's name."""
    rows = []
    for language in LANGUAGES:
        words: set[str] = set()
        names = {fold(part) for name in WORDS[language]["c"] for part in name.split()}
        names |= lexicon(language).sizes.keys()
        for label, line in _lines(language):
            if label == classifier.NOTHING:
                continue
            for phrase in choices(_SLOT.sub(" ", line)):
                words.update(t.key for t in tokens(phrase) if t.key.isalpha())
        rows.append(
            f"{language}: {' '.join(sorted(w for w in words - names if len(w) > 1))}"
        )
    COMMON.write_text("\n".join(rows) + "\n", "utf-8")
    lexicon.cache_clear()


def _lines(language: str) -> Iterator[tuple[str, str]]:
    """Every pattern of a language's file with its label."""
    label = ""
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith(" "):
            yield label, line.strip()
        else:
            label = line.strip().removesuffix(":")
            assert label in LABELS, f"{language}: {label}"


def read_sentences(seed: int) -> Iterator[Sentence]:
    """Every line spelled out with names and numbers, and some of them misspelt."""
    chance = random.Random(seed)
    number = 0
    for language in LANGUAGES:
        for label, line in _lines(language):
            for text in _spelled_out(line, language, chance):
                yield Sentence(text, label, language, number)
            number += 1


def _spelled_out(line: str, language: str, chance: random.Random) -> Iterator[str]:
    variants = [text for text in choices(line) if text]
    if len(variants) > MOST_VARIANTS:
        variants = chance.sample(variants, MOST_VARIANTS)
    for pattern in variants:
        text = _SLOT.sub(lambda slot: _filled(slot[1], language, chance), pattern)
        yield text
        if chance.random() < 0.35:
            yield _misspelt(text, chance)
        if chance.random() < 0.3:
            yield _dressed(text, language, chance)


def _filled(slot: str, language: str, chance: random.Random) -> str:
    if slot == "p":
        known = chance.random() < 0.75
        return chance.choice(known_products() if known else unknown_products())
    if slot == "n":
        return str(chance.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 50]))
    if slot == "m":
        amount = chance.choice([50, 100, 120, 250, 500, 800, 1500, 5000, 8000, 20000])
        money = chance.choice(WORDS[language]["money"])
        return money.format(amount)
    if slot == "x":
        return chance.choice(NAMES)
    return chance.choice(WORDS[language][slot])


def _misspelt(text: str, chance: random.Random) -> str:
    """With one letter dropped, doubled or swapped, as thumbs do it."""
    spots = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not spots:
        return text
    spot = chance.choice(spots)
    way = chance.random()
    if way < 0.4:
        return text[:spot] + text[spot + 1 :]
    if way < 0.7:
        return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]
    return text[:spot] + text[spot] + text[spot:]


def _dressed(text: str, language: str, chance: random.Random) -> str:
    """With a word of politeness before or after it."""
    word = chance.choice(WORDS[language]["polite"])
    return f"{word} {text}" if chance.random() < 0.5 else f"{text} {word}"


def as_clause(sentence: Sentence) -> Clause:
    """The sentence as the grammar reads it, with the known products marked."""
    text = clean(sentence.text).replace("\n", " ")
    first = next(iter(stretches(text, _shop())), None)
    assert first is not None, sentence
    return read(text, first, sentence.language, _shop())


@cache
def _shop() -> NameIndex:
    return NameIndex.of((name, name) for name in known_products())


@dataclass(frozen=True, slots=True)
class Model:
    """Names of features and labels, with the weights of each pair."""

    features: list[str]
    labels: list[str]
    weights: np.ndarray
    bias: np.ndarray


def fit(sentences: Sequence[Sentence], clauses: Sequence[Clause]) -> Model:
    """Train on the features that tell most, of those that several lines have."""
    found = [features(clause) for clause in clauses]
    labels = [sentence.label for sentence in sentences]
    lines = defaultdict(set)
    for names, sentence in zip(found, sentences, strict=True):
        for name in names:
            lines[name].add(sentence.line)
    common = [name for name, where in lines.items() if len(where) > 1]
    telling, _ = chi2(_matrix(found, common), labels)
    rows = np.argsort(-np.nan_to_num(telling))[:MOST_FEATURES]
    return _fit(found, labels, [common[row] for row in sorted(rows)])


def _fit(
    found: Sequence[frozenset[str]], labels: Sequence[str], names: Sequence[str]
) -> Model:
    model = LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3)
    weight = 1 / np.sqrt([Counter(labels)[label] for label in labels])
    model.fit(_matrix(found, names), labels, sample_weight=weight / weight.mean())
    return Model(list(names), list(model.classes_), model.coef_, model.intercept_)


def _matrix(found: Sequence[frozenset[str]], names: Sequence[str]) -> csr_matrix:
    """One row per sentence, its features equally heavy and of length 1."""
    index = {name: column for column, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, present in enumerate(found):
        known = [index[name] for name in present if name in index]
        rows += [row] * len(known)
        columns += known
        values += [1 / np.sqrt(len(known))] * len(known)
    return csr_matrix((values, (rows, columns)), shape=(len(found), len(names)))


def held_out(sentence: Sentence) -> bool:
    """Whether its line is kept for measuring."""
    return sentence.line % 5 == 2


def measure(sentences: Sequence[Sentence], clauses: Sequence[Clause]) -> float:
    """Print accuracy on lines that were left out; the threshold for idle talk."""
    rows = range(len(sentences))
    held = [row for row in rows if held_out(sentences[row])]
    kept = [row for row in rows if not held_out(sentences[row])]
    model = fit([sentences[r] for r in kept], [clauses[r] for r in kept])
    chances = _chances(model, [features(clauses[row]) for row in held])
    best = chances.argmax(axis=1)
    right = Counter[str]()
    total = Counter[str]()
    missed = Counter[tuple[str, str]]()
    for row, choice in zip(held, best, strict=True):
        sentence = sentences[row]
        total[sentence.language] += 1
        if model.labels[choice] == sentence.label:
            right[sentence.language] += 1
        else:
            missed[sentence.label, model.labels[choice]] += 1
    for language in LANGUAGES:
        share = right[language] / total[language]
        print(f"{language}: {share:.1%} of {total[language]} sentences left out")
    print("taken for another:", missed.most_common(12))
    idle = [
        max(
            c
            for c, label in zip(chances[i], model.labels, strict=True)
            if label != classifier.NOTHING
        )
        for i, row in enumerate(held)
        if sentences[row].label == classifier.NOTHING
    ]
    threshold = float(np.quantile(idle, 1 - FALSE_ALARMS))
    print(f"threshold {threshold:.2f} of {len(idle)} idle sentences")
    return min(max(threshold, 0.3), 0.5)


def _chances(model: Model, found: Sequence[frozenset[str]]) -> np.ndarray:
    scores = _matrix(found, model.features) @ model.weights.T + model.bias
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def write(model: Model, threshold: float) -> None:
    """The weights in eight bits, as `bot.understand.classifier` reads them."""
    scale = np.abs(model.weights).max(axis=1) / 127
    matrix = np.round(model.weights / scale[:, None]).astype(np.int8).T
    np.savez_compressed(
        OUT,
        features=_text(model.features),
        labels=_text(model.labels),
        matrix=matrix,
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
        threshold=np.float32(threshold),
    )


def _text(names: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def remember(sentences: Sequence[Sentence]) -> int:
    """Store what the new weights say of some sentences of every label."""
    classifier.weights.cache_clear()
    chosen: dict[tuple[str, str], Sentence] = {}
    for sentence in sentences:
        chosen.setdefault((sentence.language, sentence.label), sentence)
    expected = []
    known = classifier.weights().index
    for number, sentence in enumerate(chosen.values()):
        clause = as_clause(sentence)
        guess = classifier.likeliest(clause)
        row = {"text": sentence.text, "language": sentence.language}
        row["label"] = guess.label
        if number % 12 == 0:
            row["confidence"] = round(guess.confidence, 4)
            row["features"] = sorted(known.keys() & features(clause))
        expected.append(row)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in expected)
    (FOLDER / "expected.json").write_text(f"[\n{rows}\n]\n", "utf-8")
    return len(expected)


if __name__ == "__main__":
    main()
