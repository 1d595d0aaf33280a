"""The root of this appliance, to be fetched by whoever is to trust it."""

from __future__ import annotations

from fastapi import FastAPI, Response

from appliance.errors import NotFoundError
from appliance.settings import Settings
from appliance.upkeep.certificates import folder_of, root_in

MEDIA_TYPE = "application/x-x509-ca-cert"
"""As telephones know it: they offer to install what comes so."""


def offer_root(web: FastAPI, settings: Settings) -> None:
    """Serve it at `/ca.crt`, before signing in and without TLS too: it is no secret, and how else would one begin."""

    @web.get("/ca.crt", include_in_schema=False)
    async def root() -> Response:
        found = root_in(folder_of(settings.key_file)) if settings.appliance_tls else None
        if found is None:
            raise NotFoundError("This appliance has no root: its page is not encrypted here.")
        return Response(found.pem, media_type=MEDIA_TYPE)
