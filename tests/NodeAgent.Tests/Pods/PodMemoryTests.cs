using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Pods;

public sealed class PodMemoryTests : IDisposable
{
    private static readonly PodNetwork Web = new("u1", "2026-01-01T00:00:00Z", "10.0.0.5");
    private static readonly PodNetwork Old = new("u0", "", "10.0.0.4");
    private static readonly PodLedger Ledger = new([new(Web, 3, 17, [17, 18], true)], [Old]) { Rivals = [new(Web, 18)] };
    private static readonly NicSights Sights = new(new Dictionary<int, DateTimeOffset> { [17] = DateTimeOffset.UnixEpoch }, DateTimeOffset.UnixEpoch.AddHours(1));
    private readonly TempDir folder = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> log = new();

    [Fact]
    public void What_was_saved_is_there_for_the_next_agent()
    {
        Memory("boot").Save(new(Ledger, Sights) { Open = [Web] });
        var records = Memory("boot").Load();
        var (loaded, sights) = records;
        Assert.Equal([Web], records.Open);
        Assert.Equal([new PodRival(Web, 18)], loaded.Rivals);
        Assert.Equal((Web, 3, 17, true), (loaded.Bindings[0].Network, loaded.Bindings[0].Namespace, loaded.Bindings[0].Nic, loaded.Bindings[0].HadNic));
        Assert.Equal([17, 18], loaded.Bindings[0].Nics);
        Assert.Equal([Old], loaded.Gone);
        Assert.Equal((Sights.LastLook, DateTimeOffset.UnixEpoch), (sights!.LastLook, sights.NotBefore[17]));
    }

    [Fact]
    public void After_another_boot_all_NICs_have_gone()
    {
        Memory("boot").Save(new(Ledger, Sights) { Open = [Web] });
        var (loaded, sights) = Memory("next boot").Load();
        Assert.Null(sights);
        Assert.Empty(loaded.Bindings);
        Assert.Equal([Old, Web], loaded.Gone);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"bindings\": 5}")]
    [InlineData("""{"bootId":"boot","bindings":[null],"gone":[]}""")]
    [InlineData("""{"bootId":"boot","bindings":[{"network":{"uid":"u","since":"","addresses":"10.0.0.1"},"nic":3}],"gone":[]}""")]
    [InlineData("""{"bootId":"boot","bindings":[{"nic":3,"nics":[3]}],"gone":[]}""")]
    [InlineData("""{"bootId":"boot","bindings":[],"gone":[{"uid":"u"}]}""")]
    [InlineData("""{"bootId":"boot","bindings":[],"gone":[],"sights":{}}""")]
    [InlineData("""{"bootId":"boot","bindings":[],"gone":[],"open":[null]}""")]
    public void What_cannot_be_read_is_nothing(string? text)
    {
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, "pods.json"), text);
        }
        Assert.Same(PodRecords.None, Memory("boot").Load());
    }

    [Fact]
    public void A_disk_that_takes_nothing_is_said_once()
    {
        File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        var memory = new PodMemoryFile(Path.Combine(folder.Path, "file"), "boot", new RecordingLogger<PodMemoryFile>(log));
        memory.Save(new(Ledger, Sights) { Open = [Web] });
        memory.Save(new(Ledger, Sights) { Open = [Web] });
        Assert.Single(log);
    }

    public void Dispose() => folder.Dispose();

    private PodMemoryFile Memory(string boot) => new(folder.Path, boot, new RecordingLogger<PodMemoryFile>(log));
}
