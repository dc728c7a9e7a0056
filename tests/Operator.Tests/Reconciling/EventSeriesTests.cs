using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Tests.Cluster;

namespace K8sMirror.Operator.Tests.Reconciling;

public sealed class EventSeriesTests
{
    private readonly FakeTimestamps clock = new();
    private readonly EventSeries series;
    private int names;

    public EventSeriesTests() => series = new(clock);

    [Fact]
    public void A_NIC_that_flaps_makes_one_event_for_each_reason_and_few_writes()
    {
        var writes = new List<EventWrite>();
        for (var i = 0; i < 5 * 600; i++)
        {
            writes.AddRange(((EventWrite?[])[Add("TargetDown"), Add("Programmed", isWarning: false)]).OfType<EventWrite>());
            clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        // Ten minutes: at once, at once, and then after 10, 20, 40, 80, 160 and 300 s.
        Assert.Equal(2, writes.Count(w => w.IsNew));
        Assert.Equal(2, writes.Select(w => w.Name).Distinct().Count());
        Assert.InRange(writes.Count, 12, 16);
        Assert.True(writes.Last().Count > 1500, $"{writes.Last().Count} were counted");
        Assert.All(writes.GroupBy(w => w.Name), series => Assert.Equal(series.Select(w => w.Count).Order(), series.Select(w => w.Count)));
    }

    [Fact]
    public void What_is_different_is_an_event_of_its_own()
    {
        var first = Add("TargetDown");

        Assert.All((EventWrite?[])[first, Add("TargetDown", mirror: "other"), Add("TargetDown", isWarning: false), Add("InterfaceNotFound")], w => Assert.True(w!.IsNew));
        Assert.Equal(new EventWrite(first!.Name, 2, IsNew: false), Add("TargetDown"));
    }

    [Fact]
    public void After_half_an_hour_of_quiet_it_is_news_again_and_nothing_is_kept_for_ever()
    {
        for (var i = 0; i < 100; i++)
        {
            Add("TargetDown", mirror: $"mirror-{i}");
        }
        Assert.Equal(100, series.Count);
        clock.Advance(TimeSpan.FromMinutes(31));

        Assert.True(Add("TargetDown", mirror: "mirror-0")!.IsNew);
        Assert.Equal(1, series.Count);
    }

    [Fact]
    public void An_event_that_somebody_deleted_is_made_again()
    {
        Add("TargetDown");
        series.Forget("a", new(true, "TargetDown", ""));

        Assert.True(Add("TargetDown")!.IsNew);
    }

    private EventWrite? Add(string reason, bool isWarning = true, string mirror = "a") => series.Add(mirror, new(isWarning, reason, ""), $"event-{names++}");
}
