"""Loads the illustrative programme into the ledger, and removes it."""

from __future__ import annotations

import gc

from data import ledger, progress
from data.consent import At, Overtaken, overtaken
from data.datasets import DATASETS
from data.earlier_uploads import sample_uploads_at
from data.intake.pipeline import ingest
from data.ledger import programmes
from data.sample import sample_uploads as sample_files
from data.uploads import Rejected, Request, as_upload

SAMPLE_BY = "Illustrative sample"


def remove_sample(by: str, seen_at: At | None = None) -> int:
    """Withdraws every illustrative upload, in one step. Returns how many there were.

    With `seen_at`, a ledger version and generation: only if they are those that counted then. Raises Overtaken.
    """
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        numbers = sample_uploads_at(writer.connection, now[0])
        if seen_at not in (None, now):
            version, generation = seen_at
            if generation != now[1] or numbers != sample_uploads_at(writer.connection, version):
                raise Overtaken(overtaken(writer.connection, version, generation, now))
        return len(writer.withdraw(numbers, by))


def load_sample(seen_at: At | None = None) -> int:
    """Replays the illustrative uploads through ingest into the ledger, in one step. Returns how many were entered.

    Where the sample was loaded and removed before, it is reinstated. With `seen_at`, a ledger version and generation: only
    if nothing was written since. Raises Overtaken, and Rejected when a sample file is refused.
    """
    gc.freeze()  # so that the many small frames of the replay don't have every library looked through again and again
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        if seen_at not in (None, now):
            raise Overtaken(overtaken(writer.connection, *seen_at, now))
        earlier = writer.connection.execute("SELECT number FROM uploads WHERE illustrative ORDER BY number").fetchall()
        if earlier:
            return len(writer.reinstate([number for (number,) in earlier], SAMPLE_BY))
        entered, files = 0, list(sample_files())
        for done, sample in enumerate(files):
            progress.tell(f"Report {done + 1} of {len(files)}: {sample.path.name}", done / len(files))
            dataset = DATASETS[sample.dataset]
            request = Request(
                dataset, sample.path.read_bytes(), sample.path.name, sample.reporting_date, sample.mode,
                by=SAMPLE_BY, note=sample.note, illustrative=True,
            )  # fmt: skip
            needed = {name for _, name in dataset.references}
            known = writer.keys_at(sample.reporting_date, needed)
            ingested = ingest(
                request.content, request.file_name, dataset, request.reporting_date, request.options, known
            )
            if ingested.problems.height:
                raise Rejected(ingested)
            entered += writer.enter(as_upload(request, ingested.rows, ingested.sheet)).number is not None
        return entered


def start() -> int:
    """The dashboard's first step: a store that does not exist yet is made, with the illustrative sample in it, and its
    number of uploads returned; with several programmes nothing is done."""
    return 0 if programmes.are_several() or ledger.exists() else load_sample()
