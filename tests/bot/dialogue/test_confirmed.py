"""What cannot be undone is asked about first: removed, made one, deleted."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.erasing import delete_discarded_files
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from pipeline.types import Reference
from storage import catalogue, outbox, shops
from storage.blobs import BlobNotFound, LocalBlobs
from storage.db import Database
from storage.models import (
    Base,
    Chat,
    DiscardedBlob,
    InboxMessage,
    Product,
    Scan,
    ScanPhoto,
    Shop,
    StockMovement,
)
from storage.models.shops import Role
from storage.models.stock import ScanStatus
from tests.bot.dialogue.conftest import Counter
from tests.factories import make_chat, make_member, make_scan, make_shop

COKE, COLA = Named("coke"), Named("cola")
MERGE = want.MergeProducts(COLA, COKE)


def sold(name: str, quantity: int) -> want.Move:
    return want.Move("sale", (Item(Named(name), quantity),))


def test_product_is_removed_only_after_yes(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Cola", 1)

    asked = counter.wish(want.Remove(COKE))
    kept = counter.quantity("Coke")
    counter.yes()

    assert "Remove Coke, of which 9 are in stock?" in asked
    assert kept == 9
    with counter.services.db.transaction() as session:
        assert [p.name for p in catalogue.products(session, counter.shop_id)] == [
            "Cola"
        ]


def test_yes_is_asked_again_where_the_name_has_changed_meanwhile(
    counter: Counter,
) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Remove(COKE))
    counter.wish(want.Rename(COKE, "Pepsi"), by=Role.STAFF)

    asked = counter.yes()

    assert "Remove Pepsi, of which 9 are in stock?" in asked
    assert counter.quantity("Pepsi") == 9


def test_merged_products_share_all_that_was_known(counter: Counter) -> None:
    counter.stock("Coke", 9, aliases=("coca",))
    counter.stock("Cola", 4, price=Decimal(500), minimum=6, aliases=("kola",))
    counter.wish(want.SetPrice(COLA, Decimal(550)))
    counter.wish(sold("cola", 1))

    asked = counter.wish(MERGE)
    before = counter.quantity("Coke")
    merged = counter.yes()

    assert "Make Cola (3) and Coke (9) one product called Coke?" in asked
    assert before == 9
    assert "Cola is now Coke: 12 in stock." in merged
    assert "3 and 9 added up" in merged
    coke = counter.product("Coke")
    assert (coke.quantity, coke.price, coke.minimum) == (12, Decimal(550), 6)
    with counter.services.db.transaction() as session:
        names = catalogue.aliases_of(session, coke.id)
        assert sorted(names) == ["Cola", "coca", "kola"]
    assert "1 sold" in counter.wish(want.History(COLA))


def test_sale_of_both_is_undone_as_one_after_they_were_merged(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Cola", 4)
    counter.wish(want.Move("sale", (Item(COKE, 2), Item(COLA, 1))))
    counter.wish(MERGE)
    counter.yes()

    undone = counter.wish(want.Undo())

    assert "Coke 10 → 13" in undone
    assert counter.quantity("Coke") == 13


def test_edit_of_the_part_is_not_undone_on_the_whole(counter: Counter) -> None:
    counter.stock("Coke", 9, minimum=3)
    counter.stock("Cola", 4)
    counter.wish(want.SetMinimum(COLA, 8))
    counter.wish(MERGE)
    counter.yes()

    assert "nothing to undo" in counter.wish(want.Undo())
    assert counter.product("Coke").minimum == 3


def test_numbers_on_pictures_follow_a_merge(counter: Counter) -> None:
    coke, cola = counter.stock("Coke", 9), counter.stock("Cola", 4)
    with counter.services.db.transaction() as session:
        shop = session.get_one(Shop, counter.shop_id)
        groups = [
            {"group": 1, "count": 2, "product_id": str(cola)},
            {"group": 2, "count": 1, "product_id": str(coke)},
        ]
        make_scan(session, shop, status=ScanStatus.DONE, meta={"groups": groups})

    counter.wish(MERGE)
    counter.yes()

    with counter.services.db.transaction() as session:
        scan = session.scalars(select(Scan)).one()
        assert [g["product_id"] for g in scan.meta["groups"]] == [str(coke), str(coke)]


def test_product_is_not_merged_with_itself(counter: Counter) -> None:
    counter.stock("Coke", 9, aliases=("cola",))

    assert "Both are Coke already." in counter.wish(MERGE)
    assert counter.quantity("Coke") == 9


def test_merge_waits_for_a_sale_and_loses_nothing(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Cola", 4)
    counter.wish(MERGE)
    with counter.services.db.transaction() as other:
        shops.lock_shop(other, counter.shop_id)
        merging = threading.Thread(target=counter.yes)
        merging.start()
        merging.join(0.5)
        cola = catalogue.find_by_name(other, counter.shop_id, "Cola")
        assert cola is not None
        cola.quantity = 3  # sold in another chat meanwhile
    merging.join(20)

    assert counter.quantity("Coke") == 12


def test_everything_of_a_shop_is_deleted_after_yes(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(sold("coke", 1))
    blobs = counter.services.blobs
    own, shared = blobs.put(b"own", "image/jpeg"), blobs.put(b"shared", "image/jpeg")
    with counter.services.db.transaction() as session:
        shop = session.get_one(Shop, counter.shop_id)
        add_photo(session, shop, own)
        add_photo(session, shop, shared)
        neighbour = make_shop(session)
        make_member(session, neighbour)
        add_photo(session, neighbour, shared)
        make_chat(session, shop)

    asked = counter.wish(want.DeleteData())
    counter_before = counter.quantity("Coke")
    done = counter.press("Delete everything")

    assert "Delete everything of Corner: 1 product" in asked
    assert counter_before == 8
    assert "Everything of Corner is deleted" in done
    with counter.services.db.transaction() as session:
        assert [shop.id for shop in session.scalars(select(Shop))] == [neighbour.id]
        chats = session.scalars(select(Chat).where(Chat.shop_id.is_(None))).all()
        assert [chat.id for chat in chats] == [counter.chat_id]
        for table in (Product, StockMovement):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert delete_discarded_files(counter.services) == 1
    assert blobs.get(shared) == b"shared"
    assert is_gone(counter, own)
    assert delete_discarded_files(counter.services) == 0


def add_photo(session: Session, shop: Shop, key: str) -> None:
    chat = make_chat(session, shop)
    inbox = InboxMessage(chat_id=chat.id, external_id=uuid.uuid4().hex, message={})
    session.add(inbox)
    session.flush()
    scan = make_scan(session, shop, chat_id=chat.id)
    session.add(ScanPhoto(scan_id=scan.id, inbox_id=inbox.id, blob_key=key))


def is_gone(counter: Counter, key: str) -> bool:
    try:
        counter.services.blobs.get(key)
    except BlobNotFound:
        return True
    return False


def test_no_table_keeps_a_row_of_a_deleted_shop(
    counter: Counter, database: Database
) -> None:
    counter.stock("Coke", 9, supplier="NBC")
    counter.wish(sold("coke", 1))
    counter.wish(want.SetPrice(COKE, Decimal(5)))
    counter.wish(want.DraftOrder((Item(COKE, 5),)))
    counter.say(want.No())
    with counter.services.db.transaction() as session:
        outbox.add(
            session,
            chat_id=counter.chat_id,
            cause=None,
            reply={"text": "Coke: 9"},
            now=counter.clock(),
        )

    counter.wish(want.DeleteData())
    counter.yes()

    kept = {"chats", "conversations", "alembic_version"}
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(select(func.count()).select_from(table)).scalar()
            assert rows == 0 or table.name in kept, table.name


def test_manager_cannot_delete_the_shop(counter: Counter) -> None:
    answer = counter.wish(want.DeleteData(), by=Role.MANAGER)

    assert "Only the owner of the shop" in answer
    assert counter.buttons == []


def test_file_that_cannot_be_deleted_now_is_tried_again(counter: Counter) -> None:
    class Broken(LocalBlobs):
        def delete(self, key: str) -> None:
            raise OSError("no bucket")

    key = counter.services.blobs.put(b"photo", "image/jpeg")
    with counter.services.db.transaction() as session:
        session.add(DiscardedBlob(key=key))
    blobs = counter.services.blobs
    assert isinstance(blobs, LocalBlobs)

    broken = replace(counter.services, blobs=Broken(blobs.folder))
    assert delete_discarded_files(broken) == 0
    assert delete_discarded_files(counter.services) == 1


def test_looks_of_removed_products_are_deleted_too(counter: Counter) -> None:
    coke = counter.stock("Coke", 9)
    key = counter.services.blobs.put(b"thumbnail", "image/jpeg")
    with counter.services.db.transaction() as session:
        catalogue.add_reference(
            session, coke, Reference((0.5,), ""), model="m", image_key=key
        )
    counter.wish(want.Remove(COKE))
    counter.yes()

    counter.wish(want.DeleteData())
    counter.yes()

    assert delete_discarded_files(counter.services) == 1
    assert is_gone(counter, key)


def test_file_that_a_message_elsewhere_names_stays(counter: Counter) -> None:
    blobs = counter.services.blobs
    sent, received = blobs.put(b"sent", "image/jpeg"), blobs.put(b"got", "image/jpeg")
    with counter.services.db.transaction() as session:
        chat = make_chat(session, make_shop(session))
        outbox.add(
            session,
            chat_id=chat.id,
            cause=None,
            reply={"image_key": sent},
            now=counter.clock(),
        )
        media = {"media": [{"id": received}]}
        row = InboxMessage(chat_id=chat.id, external_id="1", message=media)
        session.add_all([row, DiscardedBlob(key=sent), DiscardedBlob(key=received)])

    assert delete_discarded_files(counter.services) == 0

    assert (blobs.get(sent), blobs.get(received)) == (b"sent", b"got")


def test_discarded_files_are_forgotten_when_settled(counter: Counter) -> None:
    with counter.services.db.transaction() as session:
        session.add(DiscardedBlob(key=f"{'0' * 64}.jpg"))

    delete_discarded_files(counter.services)

    with counter.services.db.transaction() as session:
        assert session.scalars(select(DiscardedBlob)).all() == []
