using System.Runtime.CompilerServices;
using Xunit;

namespace K8sMirror.Testing;

/// <summary>A test that needs root. It is skipped only without root; anything else that is missing is a failure (<see cref="KernelFixture"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Root.WhyNot;
}
