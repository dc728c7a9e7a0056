namespace K8sMirror.Bench;

/// <summary>The command line.</summary>
/// <param name="Agent">The agent under test.</param>
/// <param name="Rounds">Number of rounds.</param>
/// <param name="Only">One part; empty for all but the events.</param>
/// <param name="Output">Folder for the results.</param>
internal sealed record Options(string Agent, int Rounds, string Only, string Output)
{
    public const string Usage = "k8smirror-bench --agent PATH [--rounds N] [--only bystander|packets|tcp|segments|events|filters|collectors] [--output DIR]";

    private static readonly string[] Parts = ["", "bystander", "packets", "tcp", "segments", "events", "filters", "collectors"];

    /// <summary>True if this part is measured.</summary>
    public bool Has(string part) => Only.Length == 0 || Only == part;

    /// <exception cref="ArgumentException">Unknown option, or one without its value.</exception>
    public static Options Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string> { ["--agent"] = "", ["--rounds"] = "5", ["--only"] = "", ["--output"] = "bench/results" };
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Count)
            {
                throw new ArgumentException($"what is '{args[i]}'? {Usage}");
            }
            values[args[i]] = args[i + 1];
        }
        if (values["--agent"].Length == 0 || !Parts.Contains(values["--only"]) || !int.TryParse(values["--rounds"], out var rounds) || rounds < 1)
        {
            throw new ArgumentException(Usage);
        }
        return new(Path.GetFullPath(values["--agent"]), rounds, values["--only"], values["--output"]);
    }
}
