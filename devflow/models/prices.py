"""What tokens cost: a person's own prices first, then the table that ships with genai-prices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from devflow.models.provider import Usage
from devflow.models.settings import FREE, ModelSettings, Price

_MILLION = Decimal(1_000_000)


def cost(settings: ModelSettings, usage: Usage, environment: Mapping[str, str]) -> Decimal | None:
    """Dollars for this usage; None when nobody knows the model's price, which is never taken for zero."""
    price = settings.price or (FREE if settings.provider == "script" else None)
    if price is not None:
        return _own(price, usage)
    return _looked_up(settings, usage, settings.url(environment))


def _own(price: Price, usage: Usage) -> Decimal:
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.written is None else price.written
    plain = max(usage.input - usage.cached - usage.written, 0)
    dollars = plain * price.input + usage.cached * cached + usage.written * written
    return (dollars + usage.output * price.output) / _MILLION


def _looked_up(settings: ModelSettings, usage: Usage, url: str) -> Decimal | None:
    # -- imported here: it takes 180 ms, and a script or an own price does not need it
    from genai_prices import Usage as Counted  # noqa: PLC0415
    from genai_prices import calc_price  # noqa: PLC0415

    counted = Counted(
        input_tokens=usage.input,
        cache_read_tokens=usage.cached,
        cache_write_tokens=usage.written,
        output_tokens=usage.output,
    )
    where = (
        {"provider_api_url": url} if settings.provider == "compatible" else {"provider_id": settings.provider}
    )
    try:
        dollars = calc_price(counted, settings.model, **where).total_price
    except (LookupError, ValueError):
        return None
    # -- a table's zero means that its price was not written down, or holds for a trial only
    return dollars if dollars or not (usage.input or usage.output) else None
