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
    [InlineData(@"a\b""c'd")]
    [InlineData(@"\xff\xfe")]
    [InlineData(@"a\x5cxff")]
    [InlineData(@"\x1b[2J")]
    [InlineData(@"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")]
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
    [InlineData("eth\u001b0", @"write \x1b in its place")]
    [InlineData("eth\u009b0", @"write \xc2\x9b in its place")]
    [InlineData("eth\u202e0", @"write \xe2\x80\xae in its place")]
    [InlineData("eth\ufffd0", @"not UTF-8; write each of them as in \xff")]
    [InlineData(@"\xFF", @"is written '\xff'")]
    [InlineData(@"\x65th1", "is written 'eth1'")]
    [InlineData(@"\xc3\xa5", "is written 'å'")]
    [InlineData(@"a\x2fb", @"has '\x2f'")]
    [InlineData(@"a\x00b", @"has '\x00'")]
    [InlineData(@"a\xa0b", "takes for white space")]
    [InlineData(@"\xff234567890123456", "16 bytes")]
    [InlineData("k8sm-in", "reserved")]
    [InlineData("k8sm-out", "reserved")]
    public void Refuses_what_no_nic_can_be_called(string name, string why) => Assert.Contains(why, InterfaceName.Problem(name), StringComparison.Ordinal);

    [Fact]
    public void Refuses_half_a_character() => Assert.Contains("Unicode", InterfaceName.Problem("eth\ud800"), StringComparison.Ordinal);
}
