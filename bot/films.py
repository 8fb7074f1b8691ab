"""Videos of a scan become photos of it, before it is read. Runs in vision workers.

The photos take the video's place in the scan, so that everything after (reading,
questions about the photo, a retry after a crash) knows photos only.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from bot.leasing import Lease
from bot.services import Services, ShelfVision
from pipeline.films.kinds import is_video
from pipeline.types import Filmed
from storage import scans
from storage.models import Scan
from storage.models.stock import ScanPurpose

PIECES = "film_in_pieces"
"""In the `meta` of a scan: its photos may show the same packs unnoticed."""
_OF_ONE_PRODUCT = (ScanPurpose.ENROL, ScanPurpose.LOOK_UP)


def are_pieces(scan: Scan) -> bool:
    """Whether the photos of the scan may show the same packs."""
    return PIECES in scan.meta


def develop(
    services: Services,
    held: Lease,
    vision: ShelfVision,
    scan: Scan,
    files: Sequence[tuple[str, bytes]],
) -> bool:
    """Put photos in the place of the videos among the (key, bytes) of the scan's files.

    False where there is no video. Raises UnreadableImage; then the scan is as before.
    """
    videos = {key: data for key, data in files if is_video(data)}
    for key, data in videos.items():
        filmed = vision.film(data)
        photos = filmed.photos
        if scan.purpose in _OF_ONE_PRODUCT:
            photos = (filmed.still,)
        keys = [services.blobs.put(photo, "image/jpeg") for photo in photos]
        _replace(services, held, scan.id, key, keys, filmed)
    return bool(videos)


def _replace(
    services: Services,
    held: Lease,
    scan_id: uuid.UUID,
    video: str,
    keys: Sequence[str],
    filmed: Filmed,
) -> None:
    with services.db.transaction() as session:
        held.confirm(session)
        scans.replace_photo(session, scan_id, video, keys)
        if not filmed.is_whole:
            scan = session.get_one(Scan, scan_id)
            scan.meta = {**scan.meta, PIECES: True}
