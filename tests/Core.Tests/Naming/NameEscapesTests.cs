using System.Text;
using CsCheck;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Tests.Naming;

/// <summary>Names in the kernel, and the same names in text for people and in objects.</summary>
public sealed class NameEscapesTests
{
    [Theory]
    [InlineData("65746831", "eth1")]
    [InlineData("fffe", @"\xff\xfe")]
    [InlineData("feff", @"\xfe\xff")]
    [InlineData("c3a5c3a4", "åä")]
    [InlineData("c3", @"\xc3")]
    [InlineData("61ff62", @"a\xffb")]
    [InlineData("615c786666", @"a\x5cxff")] // a, and the four characters \xff
    [InlineData("615c786647", @"a\xfG")]
    [InlineData("615cff", @"a\\xff")]
    [InlineData("1b5b324a", @"\x1b[2J")]
    [InlineData("7f", @"\x7f")]
    [InlineData("c29b", @"\xc2\x9b")]
    [InlineData("e280ae", @"\xe2\x80\xae")] // right-to-left override
    [InlineData("efbfbd", @"\xef\xbf\xbd")] // U+FFFD itself
    [InlineData("ee8080", @"\xee\x80\x80")] // private
    [InlineData("f3b083bf", @"\xf3\xb0\x83\xbf")]
    [InlineData("2227602e7b7d24", "\"'`.{}$")]
    public void A_name_has_one_text(string name, string text)
    {
        Assert.Equal(text, NameEscapes.ToText(Convert.FromHexString(name)));
        Assert.Equal(name, Convert.ToHexStringLower(NameEscapes.ToName(text)));
    }

    [Fact]
    public void Every_name_comes_back_and_its_text_is_harmless() => Gen.Byte.Array[0, InterfaceName.MaxBytes].Sample(name =>
    {
        var text = NameEscapes.ToText(name);
        Assert.Equal(name, NameEscapes.ToName(text));
        Assert.InRange(text.Length, 0, InterfaceName.MaxLength);
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.DoesNotContain(text, char.IsControl);
    });

    /// <summary>A name is refused only for the kernel's reasons: every name in the kernel can be written in a mirror.</summary>
    [Fact]
    public void What_the_kernel_can_have_can_be_written() => Gen.Byte.Array[1, InterfaceName.MaxBytes].Sample(name =>
    {
        var isPossible = !name.Any(b => b is 0 or 0x20 or (>= 9 and <= 13) or 0xa0 or (byte)'/' or (byte)':' or (byte)'%') && name is not [(byte)'.'] and not [(byte)'.', (byte)'.'];
        Assert.Equal(isPossible, InterfaceName.Problem(NameEscapes.ToText(name)) is null);
    });
}
