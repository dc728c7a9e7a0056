using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;

namespace K8sMirror.Datapath.Tests.Pure;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", "0", "00000001")]
    [InlineData("2,4-7", "2,4-7", "000000f4")]
    [InlineData("7,4-6,2,2", "2,4-7", "000000f4")]
    [InlineData("31-32\n", "31-32", "00000001,80000000")]
    [InlineData("64", "64", "00000001,00000000,00000000")]
    public void A_list_is_read_and_written_as_the_kernel_does(string text, string list, string mask)
    {
        var cpus = CpuList.Parse(text)!;

        Assert.Equal(list, cpus.ToString());
        Assert.Equal(mask, cpus.ToMask());
        Assert.Equal(cpus, CpuList.FromMask(mask));
        Assert.Equal(cpus, CpuList.FromWords([cpus.Word(0), cpus.Word(1)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("1,")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("1 2")]
    [InlineData("0x1")]
    [InlineData("4096")]
    [InlineData("0-99999999999")]
    public void What_is_no_list_is_refused(string text) => Assert.Null(CpuList.Parse(text));

    [Theory]
    [InlineData("0")]
    [InlineData("00000000,00000000")]
    [InlineData("nonsense")]
    public void An_empty_mask_has_no_CPUs(string mask) => Assert.Null(CpuList.FromMask(mask));

    [Theory]
    [InlineData("1,3", "0-3", "0-3", null)]
    [InlineData("3-5", "0-3", "0-3", "this node has no CPU 4-5, only 0-3")]
    [InlineData("1-2", "0-3", "0-1,3", "CPU 2 is offline; online are 0-1,3")]
    public void What_is_wrong_with_a_CPU_is_said(string wanted, string present, string online, string? problem) =>
        Assert.Equal(problem, OffloadCpus.Problem(CpuList.Parse(wanted)!, CpuList.Parse(present), CpuList.Parse(online)));

    [Fact]
    public void Where_nothing_is_known_of_the_CPUs_nothing_is_wrong() => Assert.Null(OffloadCpus.Problem(CpuList.Parse("1")!, null, null));
}
