using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Tests.Api;

public sealed class TimeTests
{
    [Fact]
    public void A_time_is_written_as_Kubernetes_writes_times_and_read_however_it_is_written()
    {
        var status = new TrafficMirrorStatus { Conditions = [new() { LastTransitionTime = new(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)) }] };

        var text = JsonSerializer.Serialize(status, ApiJsonContext.Default.TrafficMirrorStatus);

        Assert.Contains("\"lastTransitionTime\":\"2026-01-02T03:04:05Z\"", text, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(text.Replace("03:04:05Z", "05:04:05+02:00", StringComparison.Ordinal), ApiJsonContext.Default.TrafficMirrorStatus)!;
        Assert.True(DeepEquality.AreEqual(status, read));
    }
}
