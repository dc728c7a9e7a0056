using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Stops a process until disposed.</summary>
internal sealed class StoppedProcess : IDisposable
{
    private readonly string id;

    /// <summary>Stops it.</summary>
    public StoppedProcess(int process)
    {
        id = process.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _ = Command.Run("kill", "-STOP", id);
    }

    /// <inheritdoc/>
    public void Dispose() => Command.Try("kill", "-CONT", id);
}
