using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using k8s;
using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sMirror.Operator.Tests.Watching;

/// <summary>Rare behaviour of a correct server, by a scripted one. The cluster tests use a real one.</summary>
public sealed class InformerTests : IAsyncDisposable
{
    private static readonly ResourceKind<string> Things = new(
        "Thing", "apis/things", item => (item.GetProperty("metadata").GetProperty("name").GetString()!, null), PageSize: 2);

    private readonly ScriptedServer server = new();
    private readonly ObjectStore<string> store = new((_, _) => false, TimeProvider.System);
    private readonly OperatorMetrics metrics = new(TimeProvider.System);
    private readonly CancellationTokenSource stop = new();
    private Informer<string>? informer;
    private Task? run;

    [Fact]
    public async Task A_list_is_read_page_by_page_and_a_watch_begins_at_its_version()
    {
        server.Then(HttpStatusCode.OK, Page("10", "next/page", "a", "b")).Then(HttpStatusCode.OK, Page("10", "", "c"))
            .ThenStream(false, Event("ADDED", "d", 11));

        Start();

        await HoldsAsync("a b c d");
        Assert.Equal("/apis/things?limit=2", server.Asked.ElementAt(0));
        Assert.Equal("/apis/things?limit=2&continue=next%2Fpage", server.Asked.ElementAt(1));
        Assert.StartsWith("/apis/things?watch=1&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=", server.Asked.ElementAt(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_watch_goes_on_where_the_last_bookmark_was_without_a_list()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a"))
            .ThenStream(true, Event("ADDED", "b", 12), Event("BOOKMARK", "", 40))
            .ThenStream(false, Event("DELETED", "a", 41));

        Start();

        await HoldsAsync("b");
        Assert.Contains("resourceVersion=40&", server.Asked.ElementAt(2), StringComparison.Ordinal);
        Assert.Equal(3, server.Asked.Count);
    }

    [Fact]
    public async Task A_watch_that_ends_early_is_followed_by_a_list_where_that_is_asked_for()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a")).ThenStream(true, Event("BOOKMARK", "", 40))
            .Then(HttpStatusCode.OK, Page("40", "", "b")).ThenStream(false, Event("ADDED", "c", 41));

        Start(kind: Things with { ListsAfterEarlyEnd = true });

        await HoldsAsync("b c");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watch_that_has_expired_lists_anew_whichever_way_the_server_says_so(bool byEvent)
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a"));
        _ = byEvent
            ? server.ThenStream(false, """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old resource version"}}""")
            : server.Then(HttpStatusCode.Gone, """{"kind":"Status","code":410,"message":"too old resource version"}""");
        server.Then(HttpStatusCode.OK, Page("90", "", "b")).ThenStream(false, Event("ADDED", "c", 91));

        Start();

        await HoldsAsync("b c");
        // The list was too slow, so the pages get larger.
        Assert.Equal("/apis/things?limit=4", server.Asked.ElementAt(2));
    }

    [Fact]
    public async Task A_continue_token_that_has_expired_begins_the_list_anew_and_shows_no_half_of_it()
    {
        server.Then(HttpStatusCode.OK, Page("10", "next", "a", "b")).Then(HttpStatusCode.Gone, """{"kind":"Status","code":410}""")
            .Then(HttpStatusCode.OK, Page("20", "", "c"));

        Start();

        await HoldsAsync("c");
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_a_list_is_listed_anew_and_shows_no_half_of_it()
    {
        server.Then(HttpStatusCode.OK, Page("10", "next", "a", "b")).ThenHalf(Page("10", "", "c", "d"))
            .Then(HttpStatusCode.OK, Page("20", "", "e")).ThenStream(false, Event("ADDED", "f", 21));

        Start();

        await HoldsAsync("e f");
        Assert.Equal("/apis/things?limit=2", server.Asked.ElementAt(2));
    }

    [Fact]
    public async Task A_server_that_dies_while_it_lists_anew_leaves_the_store_as_it_was_and_what_was_deleted_meanwhile_goes()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a", "b")).Then(HttpStatusCode.Gone, """{"kind":"Status","code":410}""")
            .ThenHalf(Page("20", "", "a")).Then(HttpStatusCode.OK, Page("21", "", "a")).ThenStream(false);

        Start();

        await HoldsAsync("a b");
        await HoldsAsync("a");
    }

    [Fact]
    public async Task A_server_that_refuses_for_a_moment_is_asked_again_for_the_same_version()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a")).Then(HttpStatusCode.Forbidden, "not yet").Then(HttpStatusCode.NotFound, "not yet")
            .ThenStream(false, Event("ADDED", "b", 11));

        Start();

        await HoldsAsync("a b");
        Assert.All(server.Asked.Skip(1), asked => Assert.Contains("resourceVersion=10&", asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_goes_on_refusing_is_listed_anew_and_the_store_stays_until_then()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a"));
        for (var i = 0; i < 5; i++)
        {
            server.Then(HttpStatusCode.InternalServerError, "broken");
        }

        server.Then(HttpStatusCode.OK, Page("3", "", "b"));

        Start();

        await HoldsAsync("a");
        await HoldsAsync("b");
        Assert.True(informer!.HasSynced);
    }

    [Fact]
    public async Task A_watch_on_which_nothing_comes_is_begun_anew_and_that_is_no_error()
    {
        var causes = new ConcurrentQueue<string?>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => Listen(instrument, own) };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => causes.Enqueue(Cause(tags.ToArray())));
        listener.Start();
        server.Then(HttpStatusCode.OK, Page("10", "", "a")).ThenStream(false, Event("ADDED", "b", 11)).ThenStream(false, Event("ADDED", "c", 12));

        Start(new InformerOptions { Idle = TimeSpan.FromMilliseconds(200), FirstBackoff = TimeSpan.FromMilliseconds(10) });

        await HoldsAsync("a b c");
        Assert.Contains("resourceVersion=11&", server.Asked.ElementAt(2), StringComparison.Ordinal);
        Assert.Equal("closed", causes.First(cause => cause is not null));

        static void Listen(Instrument instrument, MeterListener own)
        {
            if (instrument.Name == "k8smirror_operator_watch_restarts")
            {
                own.EnableMeasurementEvents(instrument);
            }
        }

        // Null if it belongs to another test.
        static string? Cause(KeyValuePair<string, object?>[] tags) =>
            tags.Contains(new("kind", Things.Name)) ? (string?)tags.Single(tag => tag.Key == "cause").Value : null;
    }

    [Fact]
    public async Task An_object_that_is_none_is_left_aside_and_the_others_go_on()
    {
        server.Then(HttpStatusCode.OK, """{"metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"a","resourceVersion":"1"}},{"oops":1},7]}""")
            .ThenStream(false, """{"type":"ADDED","object":{"metadata":{"resourceVersion":"11"},"spec":null}}""", Event("ADDED", "b", 12));

        Start();

        await HoldsAsync("a b");
    }

    [Fact]
    public async Task A_relist_returns_with_a_list_that_was_begun_after_it_was_asked_for()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a")).ThenStream(false).Then(HttpStatusCode.OK, Page("20", "", "b")).ThenStream(false);
        Start();
        await HoldsAsync("a");

        await informer!.RelistAsync(TestContext.Current.CancellationToken).WaitAsync(EventuallyAsync.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(["b"], store.Snapshot.Keys);
    }

    [Fact]
    public async Task A_running_watch_that_lists_again_counts_as_not_synced_until_it_has()
    {
        server.Then(HttpStatusCode.OK, Page("10", "", "a")).ThenStream(false).Then(HttpStatusCode.InternalServerError, "busy").Then(HttpStatusCode.OK, Page("20", "", "b")).ThenStream(false);
        Start(runs: false);
        RunningWatch<string, ObjectStore<string>>? watch = null;
        var states = new ConcurrentQueue<bool>();
        await using var ends = watch = new(informer!, store, () => states.Enqueue(Volatile.Read(ref watch)?.HasSynced == true), stop.Token);
        await EventuallyAsync.True(() => watch.HasSynced, "listed");

        states.Clear();
        watch.Relist();
        Assert.False(watch.HasSynced);

        await EventuallyAsync.True(() => states.LastOrDefault(), "it says that it is synced again");
        Assert.Equal(["b"], store.Snapshot.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (run is not null)
        {
            await run;
        }

        server.Dispose();
        metrics.Dispose();
        stop.Dispose();
    }

    private void Start(InformerOptions? options = null, ResourceKind<string>? kind = null, bool runs = true)
    {
        var api = new ApiConnection(new KubernetesClientConfiguration { Host = server.Address });
        informer = new Informer<string>(
            api, kind ?? Things, store, options ?? new InformerOptions { FirstBackoff = TimeSpan.FromMilliseconds(10) }, metrics,
            TimeProvider.System, NullLogger.Instance);
        run = runs ? informer.RunAsync(stop.Token) : null;
    }

    private Task HoldsAsync(string names) =>
        EventuallyAsync.True(() => string.Join(' ', store.Snapshot.Keys.Order(StringComparer.Ordinal)) == names, $"the store holds {names}");

    private static string Page(string version, string next, params string[] names) =>
        $$"""{"metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', names.Select(name => Thing(name, 1)))}}]}""";

    private static string Event(string type, string name, int version) => $$"""{"type":"{{type}}","object":{{Thing(name, version)}} }""";

    private static string Thing(string name, int version) =>
        $$"""{"metadata":{ {{(name.Length == 0 ? "" : $"\"name\":\"{name}\",")}}"resourceVersion":"{{version}}"} }""";
}
