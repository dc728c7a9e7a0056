using K8sMirror.Operator.Leading;

namespace K8sMirror.Operator.Tests.Leading;

public sealed class LeaseOptionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(60)]
    public void No_write_of_a_leader_can_be_under_way_when_another_may_take_over(int seconds)
    {
        var lease = new LeaseOptions("ns", "name", "me", TimeSpan.FromSeconds(seconds));

        Assert.True(lease.RenewDeadline + lease.WriteTimeout < lease.Duration);
        Assert.True(lease.Retry * 3 < lease.RenewDeadline);
    }
}
