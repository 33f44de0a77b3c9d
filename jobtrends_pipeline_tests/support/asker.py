"""A process that asks a server again and again: `python -m ... FOLDER PAUSE TIMES URL`.

It says when it is ready, and begins when it is told a line, so that several begin together.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline_tests.support.fetching import CONTACT

if __name__ == "__main__":
    folder, pause, times, url = sys.argv[1:]
    rules = AddressRules([urlsplit(url).netloc], allows_loopback=True)
    fetcher = PoliteFetcher(CONTACT, rules, RateLimiter(Path(folder), float(pause)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(int(times)):
        fetcher.get(url)
