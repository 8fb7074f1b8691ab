"""Every kind of wish: the union that type checkers see, and the kinds by name.

Each topic says its own kinds, at the end of its module; a new kind is named nowhere
else in this package.
"""

from __future__ import annotations

from bot.understand.intents.alerts import AlertIntent
from bot.understand.intents.orders import OrderIntent
from bot.understand.intents.people import PeopleIntent
from bot.understand.intents.photos import PhotoIntent
from bot.understand.intents.picture import PictureIntent
from bot.understand.intents.products import ProductIntent
from bot.understand.intents.stock import StockIntent
from bot.understand.intents.talk import TalkIntent

Intent = (
    StockIntent
    | ProductIntent
    | AlertIntent
    | OrderIntent
    | PictureIntent
    | PeopleIntent
    | PhotoIntent
    | TalkIntent
)

KINDS: dict[str, type] = {kind.__name__: kind for kind in Intent.__args__}
