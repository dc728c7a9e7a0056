using CsCheck;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Tests.Lines;

public sealed class MirrorLineProperties
{
    private static readonly Gen<string> Noise = Gen.OneOf(
        Gen.String,
        Gen.Char["_/@e1*[] \ud83d\ude00"].Array[0, 40].Select(c => new string(c)));

    private static readonly Gen<(string[] Sources, string Target)> Rule =
        Gen.Select(Gen.Int[0, 9].Select(n => $"eth{n}").Array[1, 4], Gen.Int[10, 19].Select(n => $"tap{n}"));

    [Fact]
    public void Never_throws_and_points_into_the_line() => Noise.Sample(line =>
    {
        var result = MirrorLine.Parse(line);
        var length = line.EnumerateRunes().Count();
        foreach (var problem in result.Errors.Concat(result.Warnings))
        {
            Assert.InRange(problem.Column, 1, length + 1);
            Assert.InRange(problem.Column + problem.Length, 2, length + 2);
            Assert.NotEmpty(problem.Message);
            Assert.DoesNotContain(problem.Render(line), c => char.IsControl(c) && c != '\n');
        }
        Assert.True(result.IsValid == result.Mirrors.Count > 0);
    });

    [Fact]
    public void What_is_accepted_is_something_that_the_kernel_can_do() => Noise.Sample(line =>
    {
        foreach (var mirror in MirrorLine.Parse(line).Mirrors)
        {
            Assert.Empty(Core.Planning.MirrorValidator.Validate(mirror));
            Assert.All(mirror.Spec.Targets, t => Assert.Null(InterfaceName.Problem(t.Interface!)));
        }
    });

    [Fact]
    public void What_was_written_is_what_is_read() => Rule.Array[1, 10].Sample(rules =>
    {
        var line = string.Join('_', rules.Select(r => string.Join('/', r.Sources) + "@" + r.Target));
        var wanted = rules.SelectMany(r => r.Sources.Select(s => (s, r.Target))).ToList();
        var result = MirrorLine.Parse(line);
        var read = result.Mirrors.SelectMany(m => m.Spec.Sources.Select(s => (s.Interface!, m.Spec.Targets[0].Interface!))).ToList();
        Assert.Empty(result.Errors);
        Assert.Equal(wanted.Distinct(), read);
        Assert.Equal(wanted.Count - read.Count, result.Warnings.Count);
    });
}
