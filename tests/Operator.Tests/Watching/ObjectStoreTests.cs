using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Watching;

public sealed class ObjectStoreTests
{
    private readonly FakeTimestamps _clock = new();
    private readonly ObjectStore<string> _store;
    private int _changes;

    public ObjectStoreTests()
    {
        _store = new ObjectStore<string>((a, b) => a == b, _clock);
        _store.Changed += () => _changes++;
    }

    [Fact]
    public void A_change_that_does_not_matter_wakes_nobody_and_is_kept()
    {
        _store.Put(new("a", 1, "x"));
        _store.Put(new("a", 2, "x"));

        Assert.Equal(1, _changes);
        Assert.Equal(2ul, _store.Snapshot["a"].Version);
    }

    [Fact]
    public void An_own_write_is_seen_at_once_and_an_older_event_does_not_undo_it()
    {
        _store.Put(new("a", 1, "x"));
        _store.Observe(new("a", 5, "mine"));
        _store.Put(new("a", 3, "older"));

        Assert.Equal("mine", _store.Snapshot["a"].Value);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void An_own_creation_survives_a_list_that_was_read_before_it()
    {
        _store.Observe(new("a", 5, "mine"));
        _store.Replace([new("b", 2, "x")], 4);

        Assert.Equal(["a", "b"], _store.Snapshot.Keys.Order());
    }

    [Fact]
    public void A_list_that_was_read_after_an_own_write_is_the_truth()
    {
        _store.Observe(new("a", 5, "mine"));
        _store.Replace([], 6);

        Assert.Empty(_store.Snapshot);
    }

    [Fact]
    public void A_server_that_was_restored_from_a_backup_is_believed_after_a_while()
    {
        _store.Observe(new("a", 500, "mine"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        _store.Replace([new("a", 100, "restored")], 100);

        Assert.Equal("restored", _store.Snapshot["a"].Value);
    }

    [Fact]
    public void A_deletion_that_is_older_than_an_own_creation_removes_the_old_object_only()
    {
        _store.Put(new("a", 1, "old"));
        _store.Observe(new("a", 5, "mine"));
        _store.Remove("a", 3);
        Assert.Equal("mine", _store.Snapshot["a"].Value);

        _store.Remove("a", 6);
        Assert.Empty(_store.Snapshot);
    }

    [Fact]
    public void An_answer_that_the_watch_has_overtaken_brings_no_deleted_object_back()
    {
        _store.Put(new("a", 5, "mine"));
        _store.Remove("a", 6);
        _store.Observe(new("a", 5, "mine"));

        Assert.Empty(_store.Snapshot);
    }

    [Fact]
    public void A_snapshot_does_not_change_under_its_reader()
    {
        _store.Put(new("a", 1, "x"));
        var snapshot = _store.Snapshot;
        _store.Put(new("b", 2, "y"));

        Assert.Single(snapshot);
    }

    [Fact]
    public void A_list_that_shows_the_same_version_otherwise_is_a_change()
    {
        _store.Replace([new("a", 1, "x")], 1);
        _store.Replace([new("a", 1, "")], 1);

        Assert.Equal(("", 2), (_store.Snapshot["a"].Value, _changes));
    }
}
