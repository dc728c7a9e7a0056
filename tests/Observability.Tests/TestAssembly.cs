using K8sMirror.Testing;

[assembly: AssemblyFixture(typeof(KernelFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
