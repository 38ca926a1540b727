use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 4];
        state average: [4] = zeros;
        update avrage = mean_rows(x);
        output y = x - average;
    }
}

fn main() {}
