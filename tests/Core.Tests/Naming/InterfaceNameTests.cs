using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Tests.Naming;

public sealed class InterfaceNameTests
{
    [Theory]
    [InlineData("eth1")]
    [InlineData("my_nic")]
    [InlineData("veth0@if5")]
    [InlineData("123456789012345")]
    [InlineData("enp0s31f6.100")]
    [InlineData("...")]
    [InlineData("åäö")]
    [InlineData("k8sm-in0")]
    [InlineData("😀😀😀")]
    public void Accepts_what_the_kernel_accepts(string name) => Assert.Null(InterfaceName.Problem(name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(".", "refuses")]
    [InlineData("..", "refuses")]
    [InlineData("1234567890123456", "16 bytes")]
    [InlineData("åäöåäöåä", "16 bytes")]
    [InlineData("a/b", "'/'")]
    [InlineData("eth0:1", "':'")]
    [InlineData("eth%d", "'%'")]
    [InlineData("eth 0", "white space")]
    [InlineData("eth\t0", "white space")]
    [InlineData("eth\v0", "white space")]
    [InlineData("à", "takes for white space")] // C3 A0: the byte A0 is a space in the kernel's table.
    [InlineData("a\0b", "'\\u0000'")]
    [InlineData("k8sm-in", "reserved")]
    [InlineData("k8sm-out", "reserved")]
    public void Refuses_what_no_nic_can_be_called(string name, string why) => Assert.Contains(why, InterfaceName.Problem(name), StringComparison.Ordinal);

    [Fact]
    public void Refuses_half_a_character() => Assert.Contains("Unicode", InterfaceName.Problem("eth\ud800"), StringComparison.Ordinal);
}
