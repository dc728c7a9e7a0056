using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class WakeSignalTests
{
    [Fact]
    public void Rings_before_a_look_are_one_wake_up_with_all_reasons()
    {
        var wake = new WakeSignal(TimeProvider.System);
        wake.Ring(WakeReasons.Spec);
        wake.Ring(WakeReasons.Links);
        wake.Ring(WakeReasons.Links);

        Assert.Equal(WakeReasons.Spec | WakeReasons.Links, wake.Wait(TimeSpan.FromHours(1)).Reasons);
        Assert.Equal(WakeReasons.None, wake.Wait(TimeSpan.Zero).Reasons);
    }

    [Fact]
    public void A_ring_wakes_a_sleeper()
    {
        var wake = new WakeSignal(TimeProvider.System);
        var woken = WakeReasons.None;
        var sleeper = new Thread(() => woken = wake.Wait(TimeSpan.FromHours(1)).Reasons);
        sleeper.Start();

        wake.Ring(WakeReasons.Stop);
        sleeper.Join();

        Assert.Equal(WakeReasons.Stop, woken);
    }
}
