"""The folders of the data directory that hold what people and Cameras brought.

All else there is the database, keys, or made anew: drawn clips, queue, metrics, published data.
"""

from portal.findings import pictures as findings
from portal.findings import watching as leads
from portal.participation import case_files as cases
from portal.patrols import pictures as patrols
from portal.registry import proofs
from portal.rounds import pictures as faults

MODELS = "models"  # that a site plugged in
FOLDERS = (
    proofs.FOLDER, faults.DIRECTORY, leads.DIRECTORY, findings.DIRECTORY, patrols.DIRECTORY,
    cases.PICTURES, cases.CLIPS, MODELS,
)  # fmt: skip
