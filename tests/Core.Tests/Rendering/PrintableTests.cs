using System.Text.Json;
using K8sMirror.Core.Rendering;

namespace K8sMirror.Core.Tests.Rendering;

/// <summary>Text from others cannot move the cursor.</summary>
public sealed class PrintableTests
{
    private const string Hostile = "a\u001b]0;owned\u0007\u001b[2J\r\u0008\u009b31m\u007f\u202eb\u2066\u200b\u2028\0\ud800";

    [Theory]
    [InlineData("eth1, größer → 日本 🚀", "eth1, größer → 日本 🚀")]
    [InlineData("a\u001b[31mb", "a\\u001b[31mb")]
    [InlineData("\u009b2J", "\\u009b2J")]
    [InlineData("a\rb\u0008\u007f", "a\\u000db\\u0008\\u007f")]
    [InlineData("\u202eabc\u2066\u200b\u2028", "\\u202eabc\\u2066\\u200b\\u2028")]
    public void What_is_no_visible_character_is_spelled(string text, string expected) => Assert.Equal((expected, expected), (Printable.Line(text), Printable.Lines(text)));

    /// <summary>Not among the cases above: a test's name cannot contain it.</summary>
    [Fact]
    public void Half_a_character_is_spelled() => Assert.Equal("a\\ud83db", Printable.Line("a\ud83db"));

    [Fact]
    public void A_line_break_ends_a_line_of_a_text_and_no_row_of_a_table()
    {
        Assert.Equal("a\n\tb", Printable.Lines("a\n\tb"));
        Assert.Equal("a\\u000a\\u0009b", Printable.Line("a\n\tb"));
        var table = new TextTable("A", "B");
        table.Add("x\nnode-b   programmed", Hostile);
        Assert.Equal(2, table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(table.ToString(), c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task Nothing_gets_past_the_writer_and_JSON_stays_what_it_was()
    {
        using var inner = new StringWriter();
        await using var writer = TerminalWriter.Around(inner);
        writer.Write(Hostile);
        writer.WriteLine(Hostile);
        writer.Write(Hostile.ToCharArray());
        writer.Write(Hostile.AsSpan());
        writer.Write("{0}", Hostile);
        writer.Write('\u001b');
        await writer.WriteAsync(Hostile);
        await writer.WriteLineAsync(Hostile);
        await writer.WriteAsync(Hostile.AsMemory(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(inner.ToString(), c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066' or '\u200b' or '\u2028');

        inner.GetStringBuilder().Clear();
        var whole = Hostile.Replace("\ud800", "", StringComparison.Ordinal);
        writer.Write(JsonText.From(JsonSerializer.SerializeToElement(whole)));
        Assert.Equal(whole, JsonSerializer.Deserialize<string>(inner.ToString()));
        Assert.Same(writer, TerminalWriter.Around(writer));
    }
}
