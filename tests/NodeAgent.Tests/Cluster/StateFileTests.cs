using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Tests.Cluster;

public sealed class StateFileTests : IDisposable
{
    private readonly TempDir dir = new();

    [Fact]
    public void What_is_saved_is_loaded_by_the_same_node_only()
    {
        var spec = Ask.For(Ask.Session("a", ["eth1"], ["eth2"]));
        new StateFile(dir.At("state"), "node-1").Save(new("node-1", "u", 3, spec));

        var loaded = new StateFile(dir.At("state"), "node-1").Load()!.Value.Spec;

        Assert.Equal(("u", 3L, "eth1"), (loaded.Uid, loaded.Generation, loaded.Spec.Sessions[0].Sources[0].Interface));
        Assert.Null(new StateFile(dir.At("state"), "node-2").Load());
    }

    [Fact]
    public void Sets_are_saved_as_they_were_known()
    {
        var sets = new Dictionary<string, PrefixSet?>
        {
            ["good"] = AddressSetReader.Read(new() { Cidrs = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"] }),
            ["empty"] = AddressSetReader.Read(new() { Cidrs = [] }),
            ["bad"] = AddressSetReader.Read(new() { Cidrs = ["x"] }),
            ["missing"] = null,
        };
        var session = Ask.Session("a", ["eth1"], ["eth2"]) with { Filter = new() { Rules = [new() { Source = new() { AddressSets = [.. sets.Keys, "unread"] } }] } };
        var state = new StateFile(dir.At("state"), "node-1");
        state.Save(new("node-1", "u", 3, Ask.For(session)) { AddressSets = NamedSets.ToDisk(Ask.For(session), sets.Append(new("of-nobody", null)).ToImmutableDictionary()) });

        var loaded = NamedSets.FromDisk(state.Load()!.Value.Spec);

        Assert.Equal(["bad", "empty", "good", "missing"], loaded.Keys.Order());
        Assert.Equal(sets["good"]!.Prefixes, loaded["good"]!.Prefixes);
        Assert.Equal((0, null), (loaded["empty"]!.Prefixes.Count, loaded["empty"]!.Problem));
        Assert.Contains("no IP prefix", loaded["bad"]!.Problem!, StringComparison.Ordinal);
        Assert.Null(loaded["missing"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"node\":\"node-1\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":null}")]
    [InlineData("{\"node\":\"node-1\",\"generation\":1,\"spec\":{}}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{\"sessions\":[null]}}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{\"sessions\":[{\"mirrorRef\":{\"name\":\"a\"},\"sources\":[null]}]}}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{},\"addressSets\":{\"a\":null}}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{\"sessions\":[{\"mirrorRef\":{\"name\":\"a\"},\"unheardOf\":{}}]}}")]
    [InlineData("{\"node\":\"node-1\",\"uid\":\"u\",\"generation\":1,\"spec\":{\"sessions\":[{\"sources\":[]}]}}")]
    public void What_cannot_be_read_whole_is_not_read_and_is_said_once(string text)
    {
        File.WriteAllText(dir.At("nodemirror.json"), text);
        var file = new StateFile(dir.Path, "node-1");
        var said = new ConcurrentQueue<string>();
        var state = new SavedState(file, "node-1", new RecordingLogger<StateFileTests>(said, LogLevel.Warning));

        Assert.ThrowsAny<JsonException>(() => file.Load());
        Assert.Null(state.Load());
        Assert.Null(state.Load());
        Assert.Contains("cannot be read, and is not used", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_there_at_first_and_nothing_fails()
    {
        var state = new StateFile(dir.At("none"), "node-1");

        Assert.Null(state.Load());
        state.Confirm(DateTimeOffset.UtcNow);
    }

    public void Dispose() => dir.Dispose();
}
