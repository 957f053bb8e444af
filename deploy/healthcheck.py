"""Ask this container's web server whether it serves; exit with 1 if it doesn't answer 200."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
connection = HTTPConnection("127.0.0.1:8000", timeout=5)
connection.request("GET", "/healthz", headers={"Host": host})
sys.exit(connection.getresponse().status != HTTPStatus.OK)
