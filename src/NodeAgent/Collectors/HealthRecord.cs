namespace K8sMirror.NodeAgent.Collectors;

/// <summary>What the rounds so far say of one collector.</summary>
internal sealed class HealthRecord
{
    private int failures;
    private int repeats;
    private string last = "";

    /// <summary>Why it is down, human-readable; empty: it is up, or has not been checked yet.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Takes the result of a round.</summary>
    /// <param name="problem">What failed; empty: nothing.</param>
    /// <param name="failuresUntilDown">Failures in a row until it is down.</param>
    /// <returns>True if <see cref="Problem"/> changed.</returns>
    public bool Take(string problem, int failuresUntilDown)
    {
        failures = problem.Length == 0 ? 0 : failures + 1;
        repeats = problem == last ? repeats + 1 : 1;
        last = problem;
        // While it is down, a new message must also repeat: a router that answers every other packet would change it each second.
        var isSaid = failures >= failuresUntilDown && (Problem.Length == 0 || repeats >= failuresUntilDown);
        var now = failures == 0 ? "" : isSaid ? problem : Problem;
        var changed = now != Problem;
        Problem = now;
        return changed;
    }
}
