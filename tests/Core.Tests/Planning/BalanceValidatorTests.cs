using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Tests.Planning;

public sealed class BalanceValidatorTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(-1, false)]
    [InlineData(101, false)]
    public void A_weight_is_a_number_from_1_to_100(int weight, bool isRight)
    {
        var findings = BalanceValidator.Validate(new TrafficMirrorSpec(), [new() { Name = "a" }, new() { Name = "b", Weight = weight }], "spec").ToList();

        Assert.Equal(isRight ? [] : [$"spec.targets[1].weight: is {weight}; write a number from 1 to 100"], findings.Select(f => f.ToString()));
    }

    [Theory]
    [InlineData(MirrorDistribution.Replicate, 65, true)]
    [InlineData(MirrorDistribution.FlowHash, 64, true)]
    [InlineData(MirrorDistribution.FlowHash, 65, false)]
    public void Conversations_are_spread_over_so_many_targets(MirrorDistribution distribution, int count, bool isRight)
    {
        var targets = Enumerable.Range(0, count).Select(i => new MirrorTarget { Name = $"t{i}" }).ToList();

        Assert.Equal(isRight, !BalanceValidator.Validate(new TrafficMirrorSpec { Distribution = distribution }, targets, "spec").Any());
    }
}
