from signaling.domain.policy import ServerPolicy


def test_policy_defaults_are_the_documented_ones():
    policy = ServerPolicy()
    assert policy.code_lifetime_ms == 600_000
    assert policy.first_message_timeout_ms == 10_000
    assert (policy.sockets_per_address, policy.allocations_per_minute) == (20, 10)
    assert (policy.pairing_failures_max, policy.pairing_failures_window_ms, policy.pairing_lock_ms) == (
        5,
        900_000,
        900_000,
    )
    assert (policy.claims_per_hour, policy.sessions_per_agent) == (20, 16)
    assert policy.account_recheck_ms < 5_000
