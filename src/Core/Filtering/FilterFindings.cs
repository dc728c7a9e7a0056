using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Filtering;

/// <summary>Findings of a filter, collected while its fields are read.</summary>
internal sealed class FilterFindings
{
    private readonly List<Finding> findings = [];
    private int untold;

    /// <summary>Reads one entry of a list.</summary>
    public delegate T Parser<out T>(string text, out string? problem);

    /// <summary>All findings of the filter at a path.</summary>
    public IReadOnlyList<Finding> Of(string path) => untold == 0
        ? findings
        : [.. findings, new(Reasons.Invalid, path, string.Create(CultureInfo.InvariantCulture, $"has {untold} more mistakes")) { Count = untold }];

    /// <summary>The readable entries. The others are refused, as is a list that is empty or too long.</summary>
    public List<T> Each<T>(IReadOnlyList<string>? texts, string path, int most, Parser<T> parse)
    {
        CheckCount(texts?.Count, most, path);
        var read = new List<T>(texts?.Count ?? 0);
        for (var i = 0; i < (texts?.Count ?? 0); i++)
        {
            var value = parse(texts![i] ?? "", out var problem);
            if (problem is null)
            {
                read.Add(value);
            }
            else
            {
                Refuse(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), $"{Quoting.Quote(texts[i] ?? "")} {problem}");
            }
        }
        return read;
    }

    /// <summary>Refuses an empty list and one that is too long.</summary>
    public void CheckCount(int? count, int most, string path)
    {
        if (count == 0)
        {
            Refuse(path, "is empty; write at least one, or remove it");
        }
        else if (count > most)
        {
            Add(new(Reasons.LimitExceeded, path, string.Create(CultureInfo.InvariantCulture, $"has {count} entries; at most {most} are possible: write ranges or shorter prefixes, or split the rule")));
        }
    }

    /// <summary>Adds an invalid field.</summary>
    public void Refuse(string path, string message) => Add(new(Reasons.Invalid, path, message));

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding)
    {
        if (findings.Count < FilterReader.MostFindings)
        {
            findings.Add(finding);
        }
        else
        {
            untold++;
        }
    }
}
