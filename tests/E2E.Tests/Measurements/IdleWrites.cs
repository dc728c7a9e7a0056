using System.Globalization;
using System.Text.Json;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using Xunit;

namespace K8sMirror.E2E.Measurements;

/// <summary>Counts writes in ten idle minutes, while frames are mirrored. Run by <c>bench/idle-writes.sh</c>.</summary>
[Collection(ClusterTests.Name)]
public sealed class IdleWrites(ITestOutputHelper output)
{
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(10);

    [Fact(Explicit = true)]
    public void In_ten_minutes_of_idle()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("idle");
        var (before, events) = (ApiWrites.Read(), ApiWrites.EventsOfMirrors());
        Thread.Sleep(Stretch); // The measured time.
        var written = ApiWrites.Read().Since(before);

        var text = JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["seconds"] = Stretch.TotalSeconds,
                ["nodes"] = ClusterFixture.Nodes.Count,
                ["writes_of_our_kinds"] = written.OfOurKinds().Split('\n', StringSplitOptions.RemoveEmptyEntries),
                ["all_writes"] = written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
                ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            JsonSerializerOptions.Web);
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("K8SMIRROR_RESULT") is { Length: > 0 } file)
        {
            File.WriteAllText(file, text + "\n");
        }
        Assert.Equal("", written.OfOurKinds());
        Assert.Equal(events, ApiWrites.EventsOfMirrors());
    }
}
