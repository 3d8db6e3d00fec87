"""GET /account/costs: what is left in an account, which Kling answers in two envelopes."""

import pytest


def packs(api, **options):
    answer = api.get("/account/costs?start_time=1&end_time=2", **options).json()
    assert (answer["code"], answer["data"]["code"]) == (0, 0)
    return answer["data"]["resource_pack_subscribe_infos"]


def test_what_an_account_has_spent_is_gone_from_its_pack_alone(api, picture):
    api.create(image=picture, model_name="kling-v1", mode="std", duration="5")

    (own,) = packs(api)
    (other,) = packs(api, headers={"Authorization": "Bearer another-key-0002"})

    assert own["remaining_quantity"] == pytest.approx(own["total_quantity"] - 1)
    assert other["remaining_quantity"] == other["total_quantity"]


def test_a_pack_with_nothing_left_has_run_out(api, simulator):
    simulator.settings.pack_units = 0

    (pack,) = packs(api)

    assert (pack["status"], pack["remaining_quantity"]) == ("runOut", 0)


def test_nobody_is_told_without_a_key(api):
    assert api.get("/account/costs", headers={}).json()["code"] == 1001
