using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Tests.Watching;

public sealed class ObjectStoreTests
{
    private readonly FakeTimestamps clock = new();
    private readonly ObjectStore<string> store;
    private int changes;

    public ObjectStoreTests()
    {
        store = new ObjectStore<string>((a, b) => a == b, clock);
        store.Changed += () => changes++;
    }

    [Fact]
    public void A_change_that_does_not_matter_wakes_nobody_and_is_kept()
    {
        store.Put(new("a", 1, "x"));
        store.Put(new("a", 2, "x"));

        Assert.Equal(1, changes);
        Assert.Equal(2ul, store.Snapshot["a"].Version);
    }

    [Fact]
    public void An_own_write_is_seen_at_once_and_an_older_event_does_not_undo_it()
    {
        store.Put(new("a", 1, "x"));
        store.Observe(new("a", 5, "mine"));
        store.Put(new("a", 3, "older"));

        Assert.Equal("mine", store.Snapshot["a"].Value);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void An_own_creation_survives_a_list_that_was_read_before_it()
    {
        store.Observe(new("a", 5, "mine"));
        store.Replace([new("b", 2, "x")], 4);

        Assert.Equal(["a", "b"], store.Snapshot.Keys.Order());
    }

    [Fact]
    public void A_list_that_was_read_after_an_own_write_is_the_truth()
    {
        store.Observe(new("a", 5, "mine"));
        store.Replace([], 6);

        Assert.Empty(store.Snapshot);
    }

    [Fact]
    public void A_server_that_was_restored_from_a_backup_is_believed_after_a_while()
    {
        store.Observe(new("a", 500, "mine"));
        clock.Advance(TimeSpan.FromMinutes(1));
        store.Replace([new("a", 100, "restored")], 100);

        Assert.Equal("restored", store.Snapshot["a"].Value);
    }

    [Fact]
    public void A_deletion_that_is_older_than_an_own_creation_removes_the_old_object_only()
    {
        store.Put(new("a", 1, "old"));
        store.Observe(new("a", 5, "mine"));
        store.Remove("a", 3);
        Assert.Equal("mine", store.Snapshot["a"].Value);

        store.Remove("a", 6);
        Assert.Empty(store.Snapshot);
    }

    [Fact]
    public void An_answer_that_the_watch_has_overtaken_brings_no_deleted_object_back()
    {
        store.Put(new("a", 5, "mine"));
        store.Remove("a", 6);
        store.Observe(new("a", 5, "mine"));

        Assert.Empty(store.Snapshot);
    }

    [Fact]
    public void A_snapshot_does_not_change_under_its_reader()
    {
        store.Put(new("a", 1, "x"));
        var snapshot = store.Snapshot;
        store.Put(new("b", 2, "y"));

        Assert.Single(snapshot);
    }

    [Fact]
    public void A_list_that_shows_the_same_version_otherwise_is_a_change()
    {
        store.Replace([new("a", 1, "x")], 1);
        store.Replace([new("a", 1, "")], 1);

        Assert.Equal(("", 2), (store.Snapshot["a"].Value, changes));
    }
}
