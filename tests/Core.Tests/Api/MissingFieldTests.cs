using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Tests.Api;

/// <summary>What a server has pruned from an object, or somebody has set to null, reads as empty: no code has to handle null.</summary>
public sealed class MissingFieldTests
{
    [Theory]
    [InlineData("""{"spec":{}}""")]
    [InlineData("""{"spec":{"sessions":null}}""")]
    [InlineData("""{"spec":null,"status":{"sessions":null,"kernel":null}}""")]
    [InlineData("""{"metadata":{"name":"node-1"}}""")]
    public void A_node_mirror_without_sessions_wants_nothing(string json)
    {
        var read = JsonSerializer.Deserialize(json, ApiJsonContext.Default.NodeMirror)!;
        Assert.Empty(read.Spec.Sessions);
        Assert.Empty(read.Status?.Sessions ?? []);
        Assert.Equal("", (read.Status?.Kernel ?? new()).Release);
    }

    [Fact]
    public void So_does_what_is_within_a_session()
    {
        var session = JsonSerializer.Deserialize("""{"sessions":[{"sources":[{}],"targets":null}]}""", ApiJsonContext.Default.NodeMirrorSpec)!.Sessions.Single();
        Assert.Equal("", session.Mirror);
        Assert.Equal(new MirrorSource(), session.Sources.Single());
        Assert.Empty(session.Targets);
    }

    /// <summary>An object in the cluster, or a state on disk, from before mirrorRef existed.</summary>
    [Fact]
    public void What_earlier_versions_wrote_of_a_mirror_reads_as_a_reference_and_is_not_written_again()
    {
        var expected = new MirrorReference { Name = "ids", Uid = "u", Generation = 7 };
        const string Earlier = """{"mirror":"ids","mirrorUid":"u","mirrorGeneration":7}""";

        var session = JsonSerializer.Deserialize(Earlier, ApiJsonContext.Default.MirrorSession)!;
        var status = JsonSerializer.Deserialize($$"""{"sessions":[{{Earlier}}]}""", ApiJsonContext.Default.NodeMirrorStatus)!.Sessions.Single();

        Assert.Equal((expected, "ids"), (session.MirrorRef, session.Mirror));
        Assert.Equal((expected, "ids"), (status.MirrorRef, status.Mirror));
        Assert.Equal(new() { Name = "ids" }, JsonSerializer.Deserialize("""{"mirror":"ids","mirrorUid":null}""", ApiJsonContext.Default.MirrorSession)!.MirrorRef);
        foreach (var written in (string[])[
            JsonSerializer.Serialize(session, ApiJsonContext.Default.MirrorSession),
            JsonSerializer.Serialize(new NodeMirrorStatus { Sessions = [status] }, ApiJsonContext.Default.NodeMirrorStatus)])
        {
            Assert.Contains("""{"mirrorRef":{"name":"ids","uid":"u","generation":7},""", written, StringComparison.Ordinal);
            Assert.DoesNotMatch("\"mirror(Uid|Generation)?\"", written);
        }
    }

    [Fact]
    public void So_does_a_status_of_a_mirror()
    {
        var status = JsonSerializer.Deserialize("{}", ApiJsonContext.Default.TrafficMirrorStatus)!;
        Assert.Empty(status.Conditions);
        Assert.Equal(0, status.Nodes.Desired);
    }

    [Fact]
    public void An_edge_is_written_without_what_it_does_not_say()
    {
        var quiet = Json(new());
        Assert.DoesNotContain("segmentation", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("shedding", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("mtuShortfall", quiet, StringComparison.Ordinal);
        Assert.Contains(
            "\"mtuShortfall\":{\"interface\":\"eth0\",\"dropsAbove\":9216}", Json(new() { MtuShortfall = new() { Interface = "eth0", DropsAbove = 9216 } }), StringComparison.Ordinal);
        Assert.Contains("\"missing\":[\"eth9\"]", Json(new() { Missing = ["eth9"] }), StringComparison.Ordinal);
        Assert.Contains("\"segmentation\":\"Node\",\"shedding\":true", Json(new() { Segmentation = "Node", Shedding = true }), StringComparison.Ordinal);

        static string Json(EdgeStatus edge) =>
            JsonSerializer.Serialize(new NodeMirrorStatus { Sessions = [new() { Edges = [edge] }] }, ApiJsonContext.Default.NodeMirrorStatus);
    }
}
