"""Typed tables of SQLAlchemy 2, one file per area; migrations are made from these."""

from storage.models.base import Base
from storage.models.catalogue import (
    Alert,
    PriceRecord,
    Product,
    ProductAlias,
    ProductReference,
)
from storage.models.messages import (
    Conversation,
    DeliveryReport,
    InboxMessage,
    OutboxMessage,
)
from storage.models.shops import Chat, Member, Shop, User
from storage.models.stock import Scan, ScanPhoto, StockMovement

__all__ = [
    "Alert",
    "Base",
    "Chat",
    "Conversation",
    "DeliveryReport",
    "InboxMessage",
    "Member",
    "OutboxMessage",
    "PriceRecord",
    "Product",
    "ProductAlias",
    "ProductReference",
    "Scan",
    "ScanPhoto",
    "Shop",
    "StockMovement",
    "User",
]
