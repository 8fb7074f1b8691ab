"""Price tags on the shelf edge: printed in bays and fridges, by hand elsewhere."""

from __future__ import annotations

import bpy
from PIL import Image

from furniture import block
from materials import printed
from plan import Ticket
from scenes import Scene
from sheet import PLAIN, Sheet


def add_ticket(scene: Scene, ticket: Ticket, number: int) -> bpy.types.Object:
    """Hang a price tag on the shelf edge; its pixels carry the index `number`."""
    by_hand = scene.furniture in ("kiosk", "rack")
    size = (0.062, 0.036) if not by_hand else (0.066, 0.034)
    art = _ticket_art(ticket, by_hand, scene.seed % 2 == 0)
    paper = printed(f"tag {ticket.product.product_id}", art, 0.55)
    x, z = ticket.x, ticket.z
    tag = block(
        "tag",
        (x - size[0] / 2, x + size[0] / 2),
        (-0.0105, -0.0085),
        (z, z + size[1]),
        paper,
    )
    tag.pass_index = number
    return tag


def price_text(ticket: Ticket, with_currency: bool) -> str:
    """Give the amount as the tag shows it."""
    amount = f"{ticket.product.size.price}"
    return f"KSh {amount}" if with_currency else f"{amount}.00"


def _ticket_art(ticket: Ticket, by_hand: bool, with_currency: bool) -> Image.Image:
    if by_hand:
        sheet = Sheet(Image.new("RGB", (528, 272), "#f6e27a"))
        sheet.text(
            (0.08, 0.12, 0.92, 0.88),
            f"{ticket.product.size.price}/=",
            "P052-BoldItalic.otf",
            "#1b2f7a",
        )
        return sheet.image
    sheet = Sheet(Image.new("RGB", (496, 288), "#ffffff"))
    sheet.draw.rectangle((0, 0, 495, 60), "#f4d21f")
    sheet.text(
        (0.03, 0.03, 0.97, 0.19),
        ticket.product.name,
        "LiberationSansNarrow-Bold.ttf",
        "#111111",
    )
    sheet.text(
        (0.05, 0.25, 0.95, 0.82), price_text(ticket, with_currency), PLAIN, "#111111"
    )
    sheet.text(
        (0.05, 0.86, 0.6, 0.97),
        ticket.product.gtin,
        "LiberationSansNarrow-Regular.ttf",
        "#444444",
    )
    return sheet.image
