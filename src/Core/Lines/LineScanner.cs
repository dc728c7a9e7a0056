using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Lines;

/// <summary>First step over a line: rules, sources and targets by their separators, names by the kernel's rules. Linear in the line's length.</summary>
internal sealed class LineScanner(ProblemList errors)
{
    public List<LineRule> Scan(LineText line)
    {
        var rules = new List<LineRule>();
        var severalRules = line.Text.Contains(LineSyntax.RuleSeparator, StringComparison.Ordinal);
        var number = 0;
        foreach (var part in WithoutEmpty(line, LineSyntax.RuleSeparator, "rule"))
        {
            number++;
            if (ScanRule(part, number, severalRules) is { } rule)
            {
                rules.Add(rule);
            }
        }
        return rules;
    }

    private LineRule? ScanRule(LineText rule, int number, bool severalRules)
    {
        var mark = rule.Text.IndexOf(LineSyntax.TargetMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            var hint = severalRules ? LineSyntax.UnderscoreHint : "";
            errors.Add(rule, $"{rule.Quoted} has no '@'; write source@target, such as {LineSyntax.Example}{hint}");
            return null;
        }
        var second = rule.Text.IndexOf(LineSyntax.TargetMark, mark + 1);
        if (second >= 0)
        {
            errors.Add(rule.Slice(second, 1), $"second '@' in {rule.Quoted}; a rule has one '@', and '_' stands between rules");
            return null;
        }
        if (rule.Text.Length == 1)
        {
            errors.Add(rule, "nothing around '@'; write source@target, such as " + LineSyntax.Example);
            return null;
        }
        var before = errors.Count;
        var sources = ScanSources(rule.Slice(0, mark), rule.Slice(mark, 1));
        var target = rule.Slice(mark + 1, rule.Text.Length - mark - 1);
        CheckTarget(target, rule.Slice(mark, 1));
        return errors.Count == before ? new(number, sources, target) : null;
    }

    private List<LineText> ScanSources(LineText text, LineText mark)
    {
        if (text.Text.Length == 0)
        {
            errors.Add(mark, "no source before '@'; write source@target, such as " + LineSyntax.Example);
            return [];
        }
        var sources = WithoutEmpty(text, LineSyntax.SourceSeparator, "source").ToList();
        foreach (var source in sources)
        {
            CheckSource(source);
        }
        return sources;
    }

    private void CheckSource(LineText source)
    {
        if (!InterfaceGlob.IsGlob(source.Text))
        {
            CheckName(source);
        }
        else if (InterfaceGlob.Parse(source.Text, out var problem) is null && problem is not null)
        {
            errors.Add(source.Slice(problem.Offset, source.Text.Length - problem.Offset), $"pattern {source.Quoted} {problem.Message}");
        }
    }

    private void CheckTarget(LineText target, LineText mark)
    {
        var slash = target.Text.IndexOf(LineSyntax.SourceSeparator, StringComparison.Ordinal);
        if (target.Text.Length == 0)
        {
            errors.Add(mark, "no target after '@'; write source@target, such as " + LineSyntax.Example);
        }
        else if (slash >= 0)
        {
            errors.Add(target.Slice(slash, 1), "'/' after '@': a rule has one target; write one rule for each, as in eth1@eth2_eth1@eth3");
        }
        else if (InterfaceGlob.IsGlob(target.Text))
        {
            errors.Add(target, $"target {target.Quoted} is a pattern; a target is one NIC, by its exact name");
        }
        else
        {
            CheckName(target);
        }
    }

    private void CheckName(LineText name)
    {
        if (InterfaceName.Problem(name.Text) is { } problem)
        {
            errors.Add(name, $"{name.Quoted} {problem}");
        }
    }

    // A run of separators gives only one error, so that a broken line does not give hundreds.
    private IEnumerable<LineText> WithoutEmpty(LineText text, char separator, string noun)
    {
        int? strayFrom = null;
        foreach (var part in text.Split(separator))
        {
            if (part.Text.Length == 0)
            {
                // An empty part lies between two separators: blame the one on its left; a leading one has only its right.
                strayFrom ??= Math.Max(text.Start, part.Start - 1);
                continue;
            }
            if (strayFrom is { } from)
            {
                AddStray(text, from, part.Start - from, noun);
                strayFrom = null;
            }
            yield return part;
        }
        if (strayFrom is { } last)
        {
            AddStray(text, last, text.End - last, noun);
        }
    }

    private void AddStray(LineText text, int from, int length, string noun)
    {
        var stray = text.Slice(from - text.Start, length);
        var where = from == text.Start ? "before the first" : stray.End == text.End ? "after the last" : "between two";
        var message = where == "between two"
            ? $"stray {stray.Quoted}: one '{stray.Text[0]}' stands between two {noun}s; remove the rest"
            : $"stray {stray.Quoted} {where} {noun}; remove it";
        errors.Add(stray, message);
    }
}
