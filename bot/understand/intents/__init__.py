"""What a person may want, one dataclass per verb; and how wishes rest in a question.

Made by the grammar, carried out by `bot.dialogue`. A product is the phrase that was
said until it has been looked up; an empty phrase is "it", "those". A kind is added in
the module of its topic alone: its class, and its name in the union at the end.
"""

from __future__ import annotations

from bot.understand.intents.alerts import *
from bot.understand.intents.at_rest import *
from bot.understand.intents.kinds import *
from bot.understand.intents.orders import *
from bot.understand.intents.parts import *
from bot.understand.intents.people import *
from bot.understand.intents.photos import *
from bot.understand.intents.picture import *
from bot.understand.intents.products import *
from bot.understand.intents.stock import *
from bot.understand.intents.talk import *
