"""The first screen's other way: a backup is brought, and the appliance comes up with the household it holds."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from appliance.errors import ApplianceError, ForbiddenError
from appliance.upkeep.backups.restoring import laid_ready
from appliance.web.api.callers import address_of
from appliance.web.site.backups import refusal_status, restarting
from appliance.web.site.frame import Given, language_of, page, to
from appliance.web.uploads import uploaded

router = APIRouter(include_in_schema=False)


@router.post("/claim/restore")
async def restore(request: Request, parts: Given) -> Response:
    """Only while nobody has an account, and with the code; the file is taken in once the code is right."""
    if await parts.store.accounts.any():
        return to("/sign-in")
    folder = parts.settings.local_data_path

    async def check(fields: dict[str, str]) -> None:
        parts.door.check_claim(fields.get("code", ""), parts.claim_code, address=address_of(request))

    try:
        async with uploaded(request, folder, check) as (file, fields), parts.door.handing_over():
            ready = await laid_ready(file, parts.settings, fields.get("words", ""))
            await parts.store.audit.append(
                parts.now(), "claim", "restore", f"the backup of {ready.head.made_at:%Y-%m-%d %H:%M}"
            )
    except ForbiddenError:
        raise
    except ApplianceError as error:
        people = [user.name for user in await parts.store.people.users()]
        shown = {"restore_error": error, "people": people}
        return page(request, "claim.html", language_of(request), shown, refusal_status(error))
    return restarting(request, parts, language_of(request))
