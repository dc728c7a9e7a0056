using System.Net;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>During an upgrade: specs written before sessions had a mirrorRef, by an operator that is still older, or saved by the previous agent.</summary>
public sealed class EarlierShapeTests(ClusterFixture cluster)
{
    private const string Session = """
        {"mirror":"a","mirrorUid":"u-1","mirrorGeneration":1,"sources":[{"interface":"eth1","direction":"Ingress"}],"targets":[{"name":"t","interface":"eth2"}]}
        """;

    private static readonly MirrorReference Reference = new() { Name = "a", Uid = "u-1", Generation = 1 };

    [Fact]
    public async Task A_spec_of_an_earlier_operator_is_carried_out_and_so_is_the_same_of_a_new_one()
    {
        var server = await cluster.ServerAsync();
        await server.Admin.ApplyAsync($$"""{"apiVersion":"k8smirror.io/v1alpha1","kind":"NodeMirror","metadata":{"name":"node-earlier"},"spec":{"sessions":[{{Session}}]} }""");
        using var rig = new SourceRig(server, "node-earlier");
        Eventually.Equal("eth2", () => rig.Last);
        Assert.Equal(Reference, rig.Snapshot!.Spec.Sessions.Single().MirrorRef);

        rig.Source.Report(SourceRig.Status(1));
        await EventuallyAsync.True(async () => (string?)(await rig.StatusAsync())?["sessions"]?[0]!["mirrorRef"]!["name"] == "a", "a status");

        await rig.WantAsync("eth2");
        Eventually.Equal(2, () => rig.LastGeneration);
        Assert.Equal(Reference, rig.Snapshot.Spec.Sessions.Single().MirrorRef);
        Assert.All(rig.All, targets => Assert.Equal("eth2", targets));
    }

    [Fact]
    public async Task What_an_earlier_agent_says_is_still_taken_by_the_server()
    {
        var server = await cluster.ServerAsync();
        using var rig = new SourceRig(server, "node-said");
        await rig.WantAsync("eth2");
        Eventually.Equal("eth2", () => rig.Last);

        await server.Admin.MergeAsync($"{rig.Path}/status", """
            {"status":{"observedGeneration":1,"agentVersion":"0.1.0","kernel":{"release":"6.1","attach":"tcx"},
             "sessions":[{"mirror":"a","mirrorUid":"u-1","mirrorGeneration":1,"state":"Programmed","reason":"Programmed","message":"","edges":[]}]}}
            """);

        var said = (await rig.StatusAsync())!["sessions"]![0]!;
        Assert.Equal(("a", "u-1", 1), ((string?)said["mirror"], (string?)said["mirrorUid"], (int)said["mirrorGeneration"]!));
    }

    [Fact]
    public void A_spec_that_an_earlier_agent_saved_is_carried_out_while_the_server_is_away()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("nodemirror.json"), $$"""{"node":"n","uid":"u","generation":3,"spec":{"sessions":[{{Session}}]} }""");
        using var rig = new SourceRig(new ClusterAccess { Server = new($"http://127.0.0.1:{LoopbackPort.Free()}") }, "n", folder.Path);

        Eventually.Equal("eth2", () => rig.Last);
        Assert.Equal((3, Reference), (rig.LastGeneration, rig.Snapshot!.Spec.Sessions.Single().MirrorRef));
    }

    /// <summary>A server whose CRD is of another version prunes unknown fields.</summary>
    [Fact]
    public void A_spec_whose_names_were_cut_out_is_not_taken_and_the_last_one_stays()
    {
        using var server = new ScriptedServer();
        server.Then(HttpStatusCode.OK, List(1, Session)).ThenStream(false, $$"""{"type":"MODIFIED","object":{{Object(2, """{"sources":[{"interface":"eth1"}],"targets":[]}""")}} }""");
        using var rig = new SourceRig(new ClusterAccess { Server = new(server.Address) }, "n");

        Eventually.True(() => rig.Source.Problem?.Contains("a session has no mirrorRef.name", StringComparison.Ordinal) == true, "the problem");
        Assert.Equal(["eth2"], rig.All);
    }

    private static string List(int version, string session) =>
        $$"""{"kind":"NodeMirrorList","metadata":{"resourceVersion":"{{version}}"},"items":[{{Object(version, session)}}]}""";

    private static string Object(int version, string session) =>
        $$"""{"kind":"NodeMirror","metadata":{"name":"n","uid":"u","generation":{{version}},"resourceVersion":"{{version}}"},"spec":{"sessions":[{{session.ReplaceLineEndings("")}}]} }""";
}
