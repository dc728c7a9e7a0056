using K8sMirror.Core.Lines;

namespace K8sMirror.Core.Tests.Lines;

public sealed class CaretTextTests
{
    [Fact]
    public void The_caret_stands_under_the_column() => Assert.Equal(["eth1@eth1", "^~~~"], Lines(CaretText.Render("eth1@eth1", 1, 4)));

    [Fact]
    public void One_past_the_end_is_a_place() => Assert.Equal(["eth1", "    ^"], Lines(CaretText.Render("eth1", 5)));

    [Fact]
    public void A_terminal_is_not_steered_by_what_it_shows() => Assert.Equal(["?[2Ja", "    ^"], Lines(CaretText.Render("\u001b[2Ja", 5)));

    [Fact]
    public void A_long_line_is_cut_around_the_place()
    {
        var lines = Lines(CaretText.Render(new string('a', 500) + "@" + new string('b', 500), 501));
        Assert.Equal(102, lines[0].Length);
        Assert.Equal('@', lines[0][lines[1].Length - 1]);
    }

    [Fact]
    public void A_problem_renders_with_its_column_and_message()
    {
        const string Line = "eth1@eth2@eth3";
        var lines = Lines(MirrorLine.Parse(Line).Errors[0].Render(Line));
        Assert.Equal([Line, "         ^"], lines[..2]);
        Assert.StartsWith("column 10: second '@'", lines[2], StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine);
}
