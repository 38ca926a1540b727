use keisan::graph;

graph! {}

fn main() {}
