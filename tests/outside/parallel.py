"""Work on every core."""

import os
from concurrent.futures import ProcessPoolExecutor


def each(work, items):
    """What `work`, a function of a module, makes of each item, in their order."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))
