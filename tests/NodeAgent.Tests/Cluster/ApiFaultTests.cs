using System.Net;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Direct;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>Faults of an API server, or of something in between; by a scripted server.</summary>
public sealed class ApiFaultTests : IDisposable
{
    private const string Gone = """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}""";
    private const string Bookmark = """{"type":"BOOKMARK","object":{"kind":"NodeMirror","metadata":{"resourceVersion":"9"}}}""";
    private readonly ScriptedServer server = new();
    private readonly TempDir folder = new();

    [Fact]
    public void An_object_that_cannot_be_read_is_followed_and_a_cut_off_is_noticed_all_the_same()
    {
        server.Then(HttpStatusCode.OK, List(1, "eth2")).ThenStream(true, Gone)
            .Then(HttpStatusCode.OK, List(2, "eth3", ",\"unheardOf\":64")).ThenStream(false, Event(3, "eth4", ",\"unheardOf\":64"));
        using var rig = Follow();

        Eventually.Equal(4, () => server.Asked.Count);
        Eventually.True(() => rig.Source.Problem?.Contains("unheardOf", StringComparison.Ordinal) == true, "the problem");
        Assert.Equal(["list", "watch", "list", "watch"], server.Asked.Select(Verb));
        Assert.Equal(true, rig.Source.IsConnected);

        server.Stop();
        Eventually.Equal(false, () => rig.Source.IsConnected);
        Assert.Equal(["eth2"], rig.All);
    }

    [Fact]
    public void An_object_that_becomes_readable_is_carried_out()
    {
        server.Then(HttpStatusCode.OK, List(1, "eth2", ",\"unheardOf\":64")).ThenStream(false, Event(2, "eth3"));
        using var rig = Follow();

        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal((true, null), (rig.Source.IsConnected, rig.Source.Problem));
    }

    [Theory]
    [InlineData("""{"sessions":[null]}""", "sessions[0] is no session")]
    [InlineData("""{"sessions":[{"mirrorRef":{"name":"a"}},7]}""", "sessions[1] is no session")]
    [InlineData("""{"sessions":[{"mirrorRef":{"name":"a"},"sources":[null],"targets":[]}]}""", "sessions[0].sources[0] is null")]
    [InlineData("""{"sessions":[{"mirrorRef":{"name":"a"},"sources":[],"targets":[null]}]}""", "sessions[0].targets[0] is null")]
    [InlineData("""{"sessions":[{"mirrorRef":{"name":"a"},"sources":[{"podSelector":{"matchLabels":{"app":null}}}],"targets":[]}]}""", "matchLabels.app is null")]
    [InlineData("""{"sessions":[{"mirrorRef":{"name":"a"},"pods":[{"addresses":[null]}]}]}""", "pods[0].addresses[0] is null")]
    public void A_spec_with_nulls_in_its_lists_is_said_once_and_the_last_good_one_stays(string spec, string problem)
    {
        var damaged = $$"""{"type":"MODIFIED","object":{"kind":"NodeMirror","metadata":{"name":"n","uid":"u","generation":2,"resourceVersion":"2"},"spec":{{spec}} } }""";
        server.Then(HttpStatusCode.OK, List(1, "eth2")).ThenStream(true, damaged, damaged, Gone).Then(HttpStatusCode.OK, List(3, "eth3")).ThenStream(false, Bookmark);
        using var rig = Follow();

        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal(["eth2", "eth3"], rig.All);
        Assert.Null(rig.Source.Problem);
        Assert.Contains(problem, Assert.Single(rig.Log, line => line.Contains("cannot be read", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_with_nulls_refuses_its_session_alone()
    {
        server.Then(HttpStatusCode.OK, List(1, "eth2", ",\"filter\":{\"rules\":[null]}},{\"mirrorRef\":{\"name\":\"b\"},\"sources\":[],\"targets\":[{\"name\":\"t\",\"interface\":\"eth4\"}]"))
            .ThenStream(false, Bookmark);
        using var rig = Follow();

        Eventually.Equal("eth4", () => rig.Last);
        Assert.Equal("a", Assert.Single(rig.Snapshot!.Rejected).Mirror);
    }

    [Fact]
    public void A_server_that_was_restored_from_a_backup_and_gives_a_generation_again_is_followed()
    {
        server.Then(HttpStatusCode.OK, List(7, "eth2")).ThenStream(true, Gone).Then(HttpStatusCode.OK, List(7, "eth3")).ThenStream(false, Bookmark);
        using var rig = Follow();

        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal(["eth2", "eth3"], rig.All);
    }

    [Fact]
    public void A_spec_of_which_an_older_CRD_has_left_nothing_is_read_again_when_the_server_goes_by_the_CRD_that_fits()
    {
        // The watch began with the old CRD, and the server ends it for the new one; no resourceVersion changes.
        server.Then(HttpStatusCode.OK, List(1, "eth2"))
            .ThenStream(true, """{"type":"MODIFIED","object":{"kind":"NodeMirror","metadata":{"name":"n","uid":"u","generation":2,"resourceVersion":"2"},"spec":{} } }""")
            .Then(HttpStatusCode.OK, List(2, "eth3")).ThenStream(false, Bookmark);
        using var rig = Follow();

        Eventually.Equal("eth3", () => rig.Last);
        Assert.Equal(["eth2", "", "eth3"], rig.All);
    }

    [Theory]
    [InlineData("<html>Log in to the network</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"kind":"NodeMirrorList"}""")]
    [InlineData("""{"metadata":null,"items":[]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":null}""")]
    [InlineData("""{"metadata":{"resourceVersion":7},"items":3}""")]
    public void An_answer_that_is_not_the_APIs_is_no_connection(string body)
    {
        server.Then(HttpStatusCode.OK, body);
        using var rig = Follow();

        Eventually.True(() => rig.Source.Problem?.Contains("not the API's", StringComparison.Ordinal) == true, "the problem");
        Assert.Equal(false, rig.Source.IsConnected);

        Recover(rig);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"type":"MODIFIED"}""")]
    [InlineData("""{"type":"MODIFIED","object":null}""")]
    [InlineData("""{"type":"BOOKMARK","object":{"metadata":[]}}""")]
    [InlineData("""{"type":"ERROR","object":7}""")]
    [InlineData("""{"type":"ERROR","object":{"code":500,"message":"etcdserver: leader changed"}}""")]
    public void A_watch_that_breaks_is_begun_anew(string line)
    {
        server.Then(HttpStatusCode.OK, List(1, "eth2")).ThenStream(false, line);
        using var rig = Follow();

        Eventually.True(() => rig.Source.Problem is not null, "a problem");
        Recover(rig);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public void A_refusal_is_told_and_tried_again(HttpStatusCode status)
    {
        server.Then(status, """{"kind":"Status","message":"not now"}""", ("Retry-After", "1"));
        using var rig = Follow();

        Eventually.True(() => rig.Source.Problem?.Contains($"({(int)status})", StringComparison.Ordinal) == true, "the problem");
        Assert.Equal(false, rig.Source.IsConnected);
        Recover(rig);
    }

    [Fact]
    public void An_answer_of_which_half_comes_is_no_connection()
    {
        server.Then(HttpStatusCode.OK, List(1, "eth2")).ThenStream(true, Gone).ThenHalf(List(2, "eth3"));
        using var rig = Follow();

        Eventually.Equal(false, () => rig.Source.IsConnected);
        Recover(rig);
    }

    [Fact]
    public void A_server_that_takes_requests_and_answers_none_is_away()
    {
        server.ThenSilence().Then(HttpStatusCode.OK, List(1, "eth2")).ThenSilence();
        using var rig = Follow(new() { Request = TimeSpan.FromSeconds(0.5) });

        Eventually.True(() => rig.Source.Problem?.Contains("no answer in time", StringComparison.Ordinal) == true, "the list");
        Eventually.Equal(true, () => rig.Source.IsConnected);
        // The watch, of which not even the response's beginning arrives.
        Eventually.Equal(false, () => rig.Source.IsConnected);
        Recover(rig);
    }

    [Fact]
    public void A_token_that_has_expired_is_replaced_by_the_one_that_a_pod_was_given_since()
    {
        // Like the kubelet: a link to a link to a folder, and only the middle one changes.
        Directory.CreateDirectory(folder.At("one"));
        Directory.CreateDirectory(folder.At("two"));
        File.WriteAllText(folder.At("one/token"), "old\n");
        File.WriteAllText(folder.At("two/token"), "new\n");
        File.CreateSymbolicLink(folder.At("..data"), "one");
        File.CreateSymbolicLink(folder.At("token"), "..data/token");
        server.Then(HttpStatusCode.OK, List(1, "eth2")).ThenStream(true, Gone).Then(HttpStatusCode.Unauthorized, "");
        using var rig = Follow(tokenFile: folder.At("token"));
        Eventually.True(() => rig.Source.Problem?.Contains("401", StringComparison.Ordinal) == true, "the refusal");

        File.Delete(folder.At("..data"));
        File.CreateSymbolicLink(folder.At("..data"), "two");
        Recover(rig);

        Assert.Equal("Bearer old", server.Authorizations.First());
        Assert.Equal("Bearer new", server.Authorizations.Last());
    }

    [Fact]
    public void A_file_that_is_away_for_a_moment_says_what_it_last_said()
    {
        var path = folder.At("ca.crt");
        var file = new ChangingFile<string>(path, t => t.ToUpperInvariant());
        Assert.ThrowsAny<IOException>(file.Get);

        File.WriteAllText(path, "a");
        Assert.Equal("A", file.Get());
        File.Delete(path);
        Assert.Equal("A", file.Get());
        File.WriteAllText(path, "b");
        Assert.Equal("B", file.Get());
    }

    [Fact]
    public void The_delay_grows_and_is_never_less_than_what_the_server_asked_for()
    {
        var delay = new Backoff(ObjectWatch.Reconnecting);

        Assert.InRange(delay.Next().TotalSeconds, 0.1, 0.3);
        Assert.InRange(delay.Next(TimeSpan.FromSeconds(7)).TotalSeconds, 7, 21);
        for (var i = 0; i < 10; i++)
        {
            delay.Next();
        }
        Assert.InRange(delay.Next(TimeSpan.FromDays(1)).TotalSeconds, 15, 45);
        delay.Reset();
        Assert.InRange(delay.Next().TotalSeconds, 0.1, 0.3);
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    private static string Verb(string url) => url.Contains("watch=true", StringComparison.Ordinal) ? "watch" : "list";

    private static string List(int version, string target, string more = "") =>
        $$"""{"kind":"NodeMirrorList","metadata":{"resourceVersion":"{{version}}"},"items":[{{Object(version, target, more)}}]}""";

    private static string Event(int version, string target, string more = "") => $$"""{"type":"MODIFIED","object":{{Object(version, target, more)}}}""";

    private static string Object(int version, string target, string more) =>
        $$"""
        {"kind":"NodeMirror","metadata":{"name":"n","uid":"u","generation":{{version}},"resourceVersion":"{{version}}"},"spec":{"sessions":[{"mirrorRef":{"name":"a","uid":"m","generation":1},
         "sources":[{"interface":"eth1","direction":"Ingress"}],"targets":[{"name":"t","interface":"{{target}}"}]{{more}}}] } }
        """.ReplaceLineEndings("");

    private void Recover(SourceRig rig)
    {
        server.Then(HttpStatusCode.OK, List(9, "eth9")).ThenStream(false, Bookmark);
        Eventually.Equal("eth9", () => rig.Last);
        Assert.Equal((true, null), (rig.Source.IsConnected, rig.Source.Problem));
    }

    private SourceRig Follow(ApiTimeouts? timeouts = null, string? tokenFile = null) =>
        new(new ClusterAccess { Server = new(server.Address), TokenFile = tokenFile }, "n", timeouts: timeouts);
}
