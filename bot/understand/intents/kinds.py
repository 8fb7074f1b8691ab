"""Every kind of wish: the union that type checkers see, and the kinds by name."""

from __future__ import annotations

from bot.understand.intents.alerts import (
    AddAddress,
    CountMessages,
    ListAlerts,
    RemoveAddress,
    SetAlert,
    SetQuietHours,
    Snooze,
    StartMessages,
    StopAlert,
    StopMessages,
    Why,
)
from bot.understand.intents.orders import (
    ApproveOrder,
    CancelOrder,
    DescribeSupplier,
    DraftOrder,
    ListOrders,
    ListSuppliers,
    ReceiveOrder,
    WhatToBuy,
)
from bot.understand.intents.people import (
    Dashboard,
    DeleteData,
    Export,
    Invite,
    Join,
    ListMembers,
    NameShop,
    RemoveMember,
    SetCurrency,
    SetLanguage,
    SetRole,
    SwitchShop,
)
from bot.understand.intents.picture import (
    CountGroup,
    HowToEnrol,
    HowToScan,
    NameGroup,
    NameShelf,
    SkipGroup,
)
from bot.understand.intents.products import (
    AddAlias,
    ComparePrices,
    ListPrices,
    MergeProducts,
    NewProduct,
    PriceOf,
    Remove,
    Rename,
    SetCategory,
    SetCost,
    SetMinimum,
    SetPackSize,
    SetPrice,
    SetSupplier,
)
from bot.understand.intents.stock import (
    Also,
    BestSellers,
    Correct,
    Count,
    History,
    ListStock,
    LowStock,
    Missing,
    Move,
    Redo,
    SalesSpeed,
    StockValue,
    Undo,
    WhereIs,
)
from bot.understand.intents.talk import (
    Greeting,
    Help,
    Insult,
    No,
    NotUnderstood,
    Number,
    Thanks,
    TooLarge,
    Yes,
)

Intent = (
    Also
    | BestSellers
    | Correct
    | Count
    | History
    | ListStock
    | LowStock
    | Missing
    | Move
    | Redo
    | SalesSpeed
    | StockValue
    | Undo
    | WhereIs
    | AddAlias
    | ComparePrices
    | ListPrices
    | MergeProducts
    | NewProduct
    | PriceOf
    | Remove
    | Rename
    | SetCategory
    | SetCost
    | SetMinimum
    | SetPackSize
    | SetPrice
    | SetSupplier
    | AddAddress
    | CountMessages
    | ListAlerts
    | RemoveAddress
    | SetAlert
    | SetQuietHours
    | Snooze
    | StartMessages
    | StopAlert
    | StopMessages
    | Why
    | ApproveOrder
    | CancelOrder
    | DescribeSupplier
    | DraftOrder
    | ListOrders
    | ListSuppliers
    | ReceiveOrder
    | WhatToBuy
    | CountGroup
    | HowToEnrol
    | HowToScan
    | NameGroup
    | NameShelf
    | SkipGroup
    | Dashboard
    | DeleteData
    | Export
    | Invite
    | Join
    | ListMembers
    | NameShop
    | RemoveMember
    | SetCurrency
    | SetLanguage
    | SetRole
    | SwitchShop
    | Greeting
    | Help
    | Insult
    | No
    | NotUnderstood
    | Number
    | Thanks
    | TooLarge
    | Yes
)

KINDS: dict[str, type] = {kind.__name__: kind for kind in Intent.__args__}
