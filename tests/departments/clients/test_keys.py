from departments.clients.keys import digest_of, matches, new_key, prefix_of


def test_keys_are_long_different_and_found_by_their_start():
    first, second = new_key(), new_key()
    assert first != second
    assert len(first) >= 50
    assert first.startswith(prefix_of(first))
    assert prefix_of(first) != prefix_of(second)


def test_only_the_whole_key_matches_its_digest():
    key = new_key()
    assert matches(key, digest_of(key))
    assert not matches(key[:-1], digest_of(key))
    assert not matches("", digest_of(key))
    assert key not in digest_of(key)
