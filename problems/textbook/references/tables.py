"""What the references share: the relative L2 difference of two columns, and the files."""

import csv
import json

import numpy as np


def difference(fine, coarse):
    """The relative L2 difference, from which the stated error of a reference comes."""
    return float(np.linalg.norm(fine - coarse) / np.linalg.norm(fine))


def write(name, inputs, outputs, errors, made_by):
    """NAME.csv, a row for each point, and NAME.json with the stated errors.

    `inputs` and `outputs` are columns by their names, `errors` numbers by those of the
    outputs. Outputs are written to 14 digits.
    """
    columns = {**inputs, **outputs}
    rows = len(next(iter(columns.values())))
    with open(f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for i in range(rows):
            writer.writerow([f"{column[i]:.14g}" for column in columns.values()])
    stated = {
        "relative_l2_error": {key: float(f"{error:.1e}") for key, error in errors.items()},
        "points": rows,
        "made_by": made_by,
    }
    with open(f"{name}.json", "w") as file:
        json.dump(stated, file, indent=2)
        file.write("\n")
    print(name, stated["relative_l2_error"])
