using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>Keeps log messages.</summary>
internal sealed class RecordingLogger<T>(ConcurrentQueue<string> lines, LogLevel least = LogLevel.Trace) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lines.Enqueue(formatter(state, exception));
        }
    }
}
