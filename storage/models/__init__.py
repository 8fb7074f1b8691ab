"""Typed tables of SQLAlchemy 2, one file per area; migrations are made from these."""

from storage.models.alerts import (
    Alert,
    AlertAddress,
    AlertEvent,
    AlertNotice,
    AlertPause,
    AlertState,
    MessageCount,
    WorkerBeat,
)
from storage.models.base import Base
from storage.models.boxes import BoxCorrection
from storage.models.catalogue import (
    PriceRecord,
    Product,
    ProductAlias,
    ProductReference,
    RecogniserTuning,
    SkippedLook,
)
from storage.models.messages import (
    Conversation,
    DeliveryReport,
    DiscardedBlob,
    InboxMessage,
    OutboxMessage,
)
from storage.models.orders import (
    Order,
    OrderLine,
    OrderSending,
    Supplier,
    SupplierPrice,
)
from storage.models.plans import ShelfPlan
from storage.models.shops import Chat, Invite, Member, Shop, User
from storage.models.sources import Enquiry, SourceAnswer, SourceUse
from storage.models.stock import Scan, ScanPhoto, Shelf, ShelfDepth, StockMovement
from storage.models.summaries import SummaryPlan

__all__ = [
    "Alert",
    "AlertAddress",
    "AlertEvent",
    "AlertNotice",
    "AlertPause",
    "AlertState",
    "Base",
    "BoxCorrection",
    "Chat",
    "Conversation",
    "DeliveryReport",
    "DiscardedBlob",
    "Enquiry",
    "InboxMessage",
    "Invite",
    "Member",
    "MessageCount",
    "Order",
    "OrderLine",
    "OrderSending",
    "OutboxMessage",
    "PriceRecord",
    "Product",
    "ProductAlias",
    "ProductReference",
    "RecogniserTuning",
    "Scan",
    "ScanPhoto",
    "Shelf",
    "ShelfDepth",
    "ShelfPlan",
    "Shop",
    "SkippedLook",
    "SourceAnswer",
    "SourceUse",
    "StockMovement",
    "SummaryPlan",
    "Supplier",
    "SupplierPrice",
    "User",
    "WorkerBeat",
]
