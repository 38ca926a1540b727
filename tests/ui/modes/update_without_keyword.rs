use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        state average: [4] = zeros;
        average = mean_rows(x);
        output y = x - average;
    }
}

fn main() {}
